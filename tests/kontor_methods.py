"""Which methods of Kontor's models anybody can call over RPC, read from the addons' source."""

import ast
import collections
import dataclasses
import pathlib

ADDONS = pathlib.Path(__file__).parent.parent / "addons"
#: What every model of Odoo has; a model that overrides one without calling ``super()`` still didn't invent it.
OF_EVERY_MODEL = {"init", "create", "write", "unlink", "copy", "read", "search", "search_read", "name_search", "default_get"}
#: Rooms of an addon that hold no models.
NO_MODELS = {"tests", "demo", "controllers", "static"}


@dataclasses.dataclass
class Method:
    """A public method of a model: what it takes, and whether it is Kontor's own or one of Odoo's, extended."""

    model: str
    name: str
    takes_records: bool
    parameters: tuple
    required: frozenset
    is_own: bool


def public_methods():
    """Return the methods that an RPC caller reaches in Kontor's source, by model: ``{model: {name: Method}}``.

    What a mixin brings counts for each model that inherits it.
    """
    found, parents, abstract = collections.defaultdict(dict), collections.defaultdict(set), set()
    for path in sorted(ADDONS.rglob("*.py")):
        if NO_MODELS.isdisjoint(path.parts):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    _read_class(node, found, parents, abstract)
    for model in list(parents):
        for ancestor in _ancestors(model, parents):
            for name, method in found.get(ancestor, {}).items():
                inherited = dataclasses.replace(method, model=model)
                known = found[model].get(name)
                if known:
                    inherited = dataclasses.replace(known, is_own=known.is_own or method.is_own)
                found[model][name] = inherited
    return {model: methods for model, methods in sorted(found.items()) if methods and model not in abstract}


def _ancestors(model, parents):
    result, waiting = set(), set(parents[model])
    while waiting:
        ancestor = waiting.pop()
        if ancestor not in result:
            result.add(ancestor)
            waiting |= parents.get(ancestor, set())
    return result - {model}


def _read_class(node, found, parents, abstract):
    values = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            if statement.targets[0].id in ("_name", "_inherit"):
                values[statement.targets[0].id] = ast.literal_eval(statement.value)
    inherit = values.get("_inherit", [])
    inherit = [inherit] if isinstance(inherit, str) else inherit
    model = values.get("_name") or (inherit[0] if inherit else None)
    if not model:
        return
    parents[model] |= set(inherit)
    if "_name" in values and any(ast.unparse(base) == "models.AbstractModel" for base in node.bases):
        abstract.add(model)
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef) and not statement.name.startswith("_"):
            decorators = {ast.unparse(decorator) for decorator in statement.decorator_list}
            if decorators & {"api.private", "property"}:
                continue
            known = found[model].get(statement.name)
            # what calls no super() is no extension of something that Odoo already has
            is_own = statement.name not in OF_EVERY_MODEL and "super()" not in ast.unparse(statement)
            parameters, required = _parameters(statement.args)
            found[model][statement.name] = Method(
                model,
                statement.name,
                not any(name.startswith("api.model") for name in decorators),
                parameters,
                required,
                is_own or bool(known and known.is_own),
            )


def _parameters(arguments):
    """Return the names of a method's parameters after ``self``, and of those that have no default."""
    positional = [argument.arg for argument in arguments.args[1:]]
    named = [argument.arg for argument in arguments.kwonlyargs]
    required = positional[: len(positional) - len(arguments.defaults)] + [
        name for name, default in zip(named, arguments.kw_defaults, strict=True) if default is None
    ]
    return (*positional, *named), frozenset(required)
