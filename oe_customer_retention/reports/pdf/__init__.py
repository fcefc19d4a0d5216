from . import customers_report
