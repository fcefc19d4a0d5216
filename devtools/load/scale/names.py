"""Words that customers' and salespeople's names are made of."""

FIRST_NAMES = (
    "Ada Alan Amara Anna Björn Carlos Chen Chloé Daniel Elena Emma Fatima Felix Grace "
    "Hana Hugo Ines Ivan Jonas Julia Kofi Lars Lea Liam Lucía Maria Mateo Mei Mona "
    "Nadia Noah Olga Omar Paul Priya Rosa Sara Tomás Uma Yusuf"
).split()

LAST_NAMES = (
    "Abadi Andersson Bauer Becker Blanc Brown Castro Costa Diaz Dubois Eriksen Evans "
    "Fischer Garcia Haddad Hansen Ito Jansen Kaya Keller Kim Kovács Lambert Lopez "
    "Martin Mensah Moreau Nguyen Novak Okafor Patel Peeters Rossi Sato Silva Singh "
    "Smith Tanaka Weber Wright"
).split()

PLACES = (
    "Alpine Atlantic Baltic Boreal Central Coastal Delta Eastern Highland Iberian "
    "Lakeside Metro Nordic Northern Pacific Polar Riverside Southern Valley Western"
).split()

TRADES = (
    "Bakeries Bikes Books Boats Carpets Ceramics Clinics Coffee Farms Foods Furniture "
    "Gardens Hotels Labs Lighting Logistics Motors Optics Paper Textiles Tools Toys "
    "Travel Wines"
).split()

FORMS = ["Ltd", "Inc", "GmbH", "AB", "SA", "BV", "Srl", "& Sons"]
