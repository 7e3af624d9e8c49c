"""How this court's pages look and speak: one set of templates, names, currency and time zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.runtime import Macro
from markupsafe import Markup
from pydantic import BaseModel
from starlette.requests import Request
from starlette.routing import NoMatchFound

from odr import words
from odr.entropy import Entropy, SystemEntropy
from odr.words import _
from web import csrf, htmx
from web.assets import Assets, load_assets
from web.forms import Form
from web.words import filters, installed_languages, money_sign

TEMPLATES = Path(__file__).resolve().parent / "templates"
SERVICE_NAME = _("Small Claims Online")
EMPTY_FORM: Form[BaseModel] = Form()

_rendering: ContextVar[Request] = ContextVar("rendering")


@dataclass(frozen=True)
class Look:
    """What every page needs to know about the court it belongs to."""

    court_name: str
    currency: str
    zone: ZoneInfo
    demo: bool = False
    notice: str = ""
    """A sentence on every page, for instance that the court's rules are still a draft."""
    help_phone: str = ""
    help_email: str = ""
    entropy: Entropy = field(default_factory=SystemEntropy)
    assets: Assets = field(default_factory=lambda: Assets(load_assets()))
    languages: tuple[str, ...] = field(default_factory=installed_languages)
    templates: Path = TEMPLATES
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "environment", make_environment(self))


def make_environment(look: Look) -> Environment:
    """Make the one environment; every macro is known everywhere, in blocks and in macros too."""
    environment = Environment(
        loader=FileSystemLoader(look.templates),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=look.demo,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        words._, words.ngettext, newstyle=True
    )
    environment.filters.update(filters(look.zone))
    environment.tests["mounted"] = lambda name: bool(url_if(name))
    environment.globals.update(
        asset=look.assets.url,
        csrf=csrf_field,
        url=url,
        url_if=url_if,
        here=here,
        htmx_config=htmx.CONFIG,
        service_name=lambda: _(SERVICE_NAME),
        money_sign=lambda: money_sign(look.currency),
        form=EMPTY_FORM,
        look=look,
    )
    _learn_macros(environment)
    return environment


def _learn_macros(environment: Environment) -> None:
    """Make every macro known everywhere as a function that looks its macro up when called.

    A macro finds the names it uses when its file is loaded, so each file is loaded
    twice: to learn which macros there are, and again when all are known.
    """
    files = [
        environment.get_template(name)
        for name in sorted(environment.list_templates(filter_func=_is_macros))
    ]
    loaded: dict[str, Macro] = {}

    def late(name: str) -> Callable[..., Markup]:
        return lambda *given, **named: Markup(loaded[name](*given, **named))  # noqa: S704 - escaped

    names = [name for file in files for name in _macros_in(file.make_module())]
    environment.globals.update({name: late(name) for name in names})
    for file in files:
        loaded.update(_macros_in(file.make_module()))


def _macros_in(module: object) -> dict[str, Macro]:
    return {name: thing for name, thing in vars(module).items() if isinstance(thing, Macro)}


def _is_macros(name: str) -> bool:
    return name.startswith("macros/")


@contextmanager
def rendering_for(request: Request) -> Iterator[None]:
    """Tell the templates' functions which request is being answered."""
    token = _rendering.set(request)
    try:
        yield
    finally:
        _rendering.reset(token)


def block_of(template: Template, block: str, values: dict[str, object]) -> str:
    """Render one block of a page alone."""
    context = template.new_context(values)
    return "".join(template.blocks[block](context))


def csrf_field() -> Markup:
    """Write the hidden field that proves where a form came from."""
    request = _rendering.get()
    token = csrf.mask(request.state.csrf_secret, request.app.state.look.entropy)
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, token)


def url(name: str, **params: object) -> str:
    """Return the address of a route by its name."""
    return str(_rendering.get().app.url_path_for(name, **params))


def url_if(name: str) -> str:
    """Return the address of a route, or nothing where this court has no such page."""
    try:
        return url(name)
    except NoMatchFound:
        return ""


def here() -> str:
    """Return the address of the page being shown, with its query."""
    asked = _rendering.get().url
    return f"{asked.path}?{asked.query}" if asked.query else asked.path
