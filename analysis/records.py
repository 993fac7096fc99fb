"""Dataclasses as the library's, made with a tenth of the work: a start makes hundreds of them.

The library writes six methods of each class as text and compiles them, which is an eighth of what
reading a system costs. Here only `__init__` is; what compares, shows and keeps instances from being
changed is the same for all. Whoever looks at one finds a dataclass: `fields`, `replace` and
`asdict` work. An order is left to the library.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **given):
        """A dataclass, as the library's decorator of that name makes it."""
        return _made(cls, **given) if cls else lambda each: _made(each, **given)


__all__ = ["dataclass"]

_MISSING = dataclasses.MISSING
_NEW = object()  # stands for what a factory gives


def _made(
    cls: type[Any],
    *,
    frozen: bool = False,
    eq: bool = True,
    order: bool = False,
    slots: bool = False,
    **shown: bool,  # as repr
) -> type[Any]:
    if order:
        return dataclasses.dataclass(frozen=frozen, order=True, slots=slots, **shown)(cls)
    own = cls.__dict__
    if not cls.__doc__:
        cls.__doc__ = cls.__name__  # or else the library looks for a signature
    with _as_if_not_frozen(cls):
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    made.__dataclass_params__.frozen = frozen
    several = dataclasses.fields(made)
    methods: dict[str, Any] = {"__init__": _init(made, several, frozen=frozen)}
    if shown.get("repr", True):
        methods["__repr__"] = _repr
    if eq:
        compared = [each.name for each in several if each.compare]
        methods["__eq__"], methods["__hash__"] = _compared(compared)
        if not frozen:
            methods["__hash__"] = None
    if frozen:
        methods |= {"__setattr__": _keep, "__delattr__": _keep}
    if frozen and slots:
        methods |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if name not in own or (name == "__hash__" and own[name] is None):
            setattr(made, name, method)
    return made


@contextlib.contextmanager
def _as_if_not_frozen(cls: type[Any]) -> Iterator[None]:
    """The library takes a class from none that is frozen unless it writes what keeps it so."""
    above = [vars(each).get("__dataclass_params__") for each in cls.__mro__[1:]]
    frozen = [each for each in above if each and each.frozen]
    for each in frozen:
        each.frozen = False
    try:
        yield
    finally:
        for each in frozen:
            each.frozen = True


def _init(
    cls: type[Any], several: Sequence[dataclasses.Field[Any]], *, frozen: bool
) -> Callable[..., None]:
    known: dict[str, Any] = {"_new": _NEW, "_set": object.__setattr__}
    parameters: dict[bool, list[str]] = {False: [], True: []}  # by place, by name alone
    lines = []
    for each in several:
        name, value = each.name, each.name
        default = ""
        if each.default_factory is not _MISSING:
            known[f"_{name}"], default = each.default_factory, "=_new"
            value = f"_{name}() if {name} is _new else {name}" if each.init else f"_{name}()"
        elif each.default is not _MISSING:
            known[f"_{name}"], default = each.default, f"=_{name}"
            value = name if each.init else f"_{name}"
        if each.init:
            parameters[bool(each.kw_only)].append(name + default)
        elif not default:
            continue
        if frozen and isinstance(held := getattr(cls, name, None), MemberDescriptorType):
            known[f"_set_{name}"] = held.__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    alone = ["*", *parameters[True]] if parameters[True] else []
    head = ", ".join(["self", *parameters[False], *alone])
    found: dict[str, Any] = {}
    exec(f"def __init__({head}):\n " + "\n ".join(lines or ["pass"]), known, found)  # noqa: S102
    init: Callable[..., None] = found["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _compared(names: Sequence[str]) -> tuple[Callable[..., Any], Callable[..., int]]:
    held = attrgetter(*names) if len(names) > 1 else _few(names)

    def __eq__(self: Any, other: Any) -> Any:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return held(self) == held(other)

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(held(self))

    return __eq__, __hash__


def _few(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    get = attrgetter(names[0])
    return lambda each: (get(each),)


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (each.name for each in dataclasses.fields(self) if each.repr)
    held = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({held})"


def _keep(_self: Any, name: str, *_: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _restore(self: Any, state: Sequence[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
