def extend(case, definition):
    """Have another addon's class extend its model until the end of a test.

    :param case: the running test
    :param definition: a model class with ``_inherit``, and ``_module = None``
    """
    from odoo.orm.model_classes import add_to_registry

    model = case.registry[definition._inherit[0]]
    for name in ("_base_classes__", "__bases__", "_setup_done__"):
        case.addCleanup(setattr, model, name, getattr(model, name))
    add_to_registry(case.registry, definition)
    model.__bases__ = model._base_classes__
    case.registry.clear_cache(*case.registry.cache_sequences)
