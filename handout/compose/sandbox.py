"""Let templates read what they are given, and call what is named here: nothing else.

Jinja's own sandbox refuses what is known to be dangerous, which is never all of it. Here it is the
other way round: of texts, days and lists a template may call the methods that are listed, and of
Jinja's own objects have the attributes that are listed. Whatever else it asks for does not exist.
No message quotes a value, since that may be a client's name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, cast

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.filters import _GroupTuple
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace

from handout.compose.records import PLAIN, Closed, ClosedRecord, NamedValues, TemplateFault

METHODS: Mapping[type, str] = {
    str: "capitalize count endswith find isalpha isdigit isspace join lower lstrip removeprefix"
    " removesuffix replace rstrip split splitlines startswith strip title upper",
    dict: "get items keys values",
    list: "count index",
    tuple: "count index",
    date: "isoformat",
    LoopContext: "changed cycle",
}
"""What a template may call, by the type of what it is a method of."""

ATTRIBUTES: Mapping[type, str] = {
    date: "day month year",
    LoopContext: "depth depth0 first index index0 last length nextitem previtem revindex revindex0",
    BlockReference: "super",
    _GroupTuple: "grouper list",
}
"""What a template may look at besides the fields of records and the entries of dictionaries."""

FUNCTIONS = (
    *("dict", "namespace", "range"),
    *("_", "gettext", "ngettext", "pgettext", "npgettext"),
)
"""The functions that every template has."""

LEFT_OUT = ("attr", "pprint", "random")
"""Jinja's own filters that do not stay: they reach past all this, or give other pages each time."""

_ONE_BY_ONE = ("batch", "items", "map", "reject", "rejectattr", "reverse", "select", "selectattr")
"""Filters that give one thing after the other, of which a list is made."""

_NAMED = (TemplateReference, TemplateModule, Namespace)
"""What has what a template itself has named: its blocks, its macros, its variables."""

_CALLABLE = (BlockReference, LoopContext, Macro)
_MOST_BITS = 1024
_MOST_ITEMS = 1_000_000
_CACHED = 100
"""Templates that are kept in memory."""


class Function(Closed):
    """What a template may call, and do nothing else with."""

    __slots__ = ("_call", "_name", "jinja_pass_arg")

    def __init__(self, call: Callable[..., Any], name: str) -> None:
        """Hold a function, or a method of something."""
        self._call = call
        self._name = name
        # By this, Jinja knows what wants its context as well.
        if hasattr(call, "jinja_pass_arg"):
            self.jinja_pass_arg = call.jinja_pass_arg

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self._call(*args, **kwargs)

    def _explain(self) -> str:
        return f"“{self._name}” is to be called, with brackets behind it"


class Sandbox(SandboxedEnvironment):
    """Jinja's environment, in which there is nothing but what is listed."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, *, resolve_name: Callable[[str, str], str], **options: Any) -> None:
        """Escape what is printed, and stop at what does not exist.

        Args:
            resolve_name: Returns the name of the template that a name means in another.
            options: More of Jinja's own options.
        """
        self._resolve_name = resolve_name
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=refuse_unprintable,
            cache_size=_CACHED,
            **options,
        )
        for name in LEFT_OUT:
            del self.filters[name]
        self.filters.update({name: _make_list(self.filters[name]) for name in _ONE_BY_ONE})

    def close_functions(self) -> None:
        """Leave of the functions that every template has those that are listed, and only that."""
        found = {name: Function(cast("Any", self.globals[name]), name) for name in FUNCTIONS}
        self.globals.clear()
        self.globals.update(found)

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of the template that a name means in another."""
        return self._resolve_name(template, parent)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return super()._parse(source, name, filename)
        except (ValueError, RecursionError) as error:
            message = "a number in it is too long, or brackets are nested too deeply"
            raise TemplateSyntaxError(message, 1, name, filename) from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what is behind a dot."""
        if isinstance(obj, ClosedRecord):
            if attribute in obj.fields:
                return obj.fields[attribute]
            return self._miss(f"“{obj.kind}”", attribute, obj.fields)
        if isinstance(obj, Undefined):
            return obj._fail_with_undefined_error()  # noqa: SLF001 # as its own attributes do
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, _NAMED) and not attribute.startswith("_"):
            return self._find_named(obj, attribute)
        methods, attributes = _list_names(obj.__class__)
        if attribute in methods:
            return Function(getattr(obj, attribute), attribute)
        if attribute in attributes:
            return getattr(obj, attribute)
        # The keys of a template's own dictionary may be values, such as a client's name.
        names = {one for one in obj if isinstance(one, str)} if type(obj) is NamedValues else set()
        known = names or methods | attributes
        if obj is None:
            what = f"what stands before “.{attribute}” is nothing here: ask with `if` first"
            return self.undefined(what)
        return self._miss("what stands before the dot", attribute, known)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return what is between square brackets."""
        if isinstance(obj, Undefined):
            return obj._fail_with_undefined_error()  # noqa: SLF001 # as its own attributes do
        if isinstance(obj, ClosedRecord):
            entries: Any = obj.fields
        elif isinstance(obj, str | list | tuple | Mapping):
            entries = obj
        else:
            entries = ()
        try:
            return entries[argument]
        except (TypeError, LookupError):
            if type(argument) is str and argument in _list_names(obj.__class__)[1]:
                return getattr(obj, argument)
            # What was asked for may be a client's name: it is not quoted.
            return self.undefined("what is asked for in square brackets is not there")

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether something may be called."""
        return isinstance(obj, (Function, *_CALLABLE))

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something."""
        if isinstance(obj, Undefined):
            return obj._fail_with_undefined_error()  # noqa: SLF001
        if not self.is_safe_callable(obj):
            raise TemplateFault("this is nothing that can be called")
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply, or raise to a power, as far as that makes sense in a handout."""
        if operator == "**":
            size = _measure_bits(left) * (right if isinstance(right, int) else 1)
            is_fine = size <= _MOST_BITS
        elif isinstance(left, int | float) and isinstance(right, int | float):
            is_fine = _measure_bits(left) + _measure_bits(right) <= _MOST_BITS
        else:
            sizes = [len(one) if hasattr(one, "__len__") else int(one) for one in (left, right)]
            is_fine = sizes[0] * sizes[1] <= _MOST_ITEMS
        if not is_fine:
            raise TemplateFault("what is computed is too large")
        return super().call_binop(context, operator, left, right)

    def _find_named(self, obj: Any, name: str) -> Any:
        try:
            if isinstance(obj, TemplateReference):
                return Function(obj[name], name)
            return getattr(obj, name)
        except (AttributeError, LookupError):
            return self._miss("what stands before the dot", name, ())

    def _miss(self, what: str, name: str, known: Iterable[str]) -> Undefined:
        """Return what stands for something that does not exist, and says so when it is used."""
        near = get_close_matches(name, list(known), n=1)
        hint = f"; did you mean “{near[0]}”?" if near else ""
        return self.undefined(f"{what} has no “{name}”{hint}")


def refuse_unprintable(value: Any) -> Any:
    """Return a value that is printed, and let nothing be printed that is no text.

    Raises:
        TemplateFault: It is no text.
    """
    if isinstance(value, (Closed, Undefined)) or (isinstance(value, PLAIN) and value is not None):
        return value
    what = "there is nothing here" if value is None else "this is a list, or more than one thing"
    raise TemplateFault(f"{what}: it cannot be printed as it is")


@functools.cache
def _list_names(kind: type) -> tuple[frozenset[str], frozenset[str]]:
    """Return the methods and the attributes of a type that templates may use."""
    methods, attributes = (
        frozenset(name for one in kind.__mro__ for name in known.get(one, "").split())
        for known in (METHODS, ATTRIBUTES)
    )
    return methods, attributes


def _make_list(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that gives all at once, unless that is a text."""

    @functools.wraps(call)
    def filter_all(*args: Any, **kwargs: Any) -> Any:
        found = call(*args, **kwargs)
        return found if isinstance(found, str) else list(found)

    return filter_all


def _measure_bits(number: Any) -> int:
    return number.bit_length() if isinstance(number, int) else 64
