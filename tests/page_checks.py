"""What must hold for every page and every part of a page, whoever wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tests.html_tree import Node
from web.csrf import FIELD

UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
ADDRESSES = ("src", "href", "action", "formaction", "hx-post", "hx-get", "data", "poster")
OWN_SCHEMES = frozenset({"", "mailto", "tel"})


@dataclass(frozen=True)
class Sight:
    """What was fetched: the tree and what came with it."""

    tree: Node
    url: str
    headers: Mapping[str, str]
    is_part: bool
    own_origins: frozenset[str]
    has_route: Callable[[str, str], bool]


def faults(sight: Sight) -> list[str]:
    """Return every fault of a page as a sentence; a good page has none."""
    checks: list[Callable[[Sight], Iterator[str]]] = [
        _headers,
        _ids,
        _labels,
        _names,
        _references,
        _forms,
        _no_inline,
        _no_foreign,
        _one_part if sight.is_part else _frame,
    ]
    return [fault for check in checks for fault in check(sight)]


def _headers(sight: Sight) -> Iterator[str]:
    policy = sight.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield f"the content security policy is missing or weak: {policy!r}"
    if "no-store" not in sight.headers.get("cache-control", ""):
        yield "the page may be kept: Cache-Control lacks no-store"
    if "HX-Request" not in sight.headers.get("vary", ""):
        yield "Vary lacks HX-Request"
    if sight.headers.get("x-content-type-options") != "nosniff":
        yield "X-Content-Type-Options is missing"


def _frame(sight: Sight) -> Iterator[str]:
    html = next(iter(sight.tree.all("html")), None)
    if html is None or not html["lang"]:
        yield "the html element names no language"
    heads = sight.tree.all("h1")
    if len(heads) != 1:
        yield f"there are {len(heads)} h1 headings instead of one"
        return
    title = _title(sight.tree)
    if not heads[0].text:
        yield "the h1 is empty"
    elif not title.removeprefix("Error: ").startswith(heads[0].text):
        yield f"the title {title!r} does not start with the h1 {heads[0].text!r}"
    wrong = any("data-errors" in node and node["role"] == "alert" for node in sight.tree.walk())
    if wrong and not title.startswith("Error: ") and sight.tree.all("form"):
        summary = any(node["id"].endswith("errors") for node in sight.tree.walk())
        if summary:
            yield "the page has an error summary but its title lacks 'Error: '"


def _one_part(sight: Sight) -> Iterator[str]:
    if sight.tree.all("html", "body", "main"):
        yield "a part was asked for and a whole page came"
    if len(sight.tree.all("h1")) > 1:
        yield "the part has more than one h1"


def _ids(sight: Sight) -> Iterator[str]:
    counted = Counter(node["id"] for node in sight.tree.walk() if "id" in node)
    for name, times in counted.items():
        if times > 1:
            yield f"the id {name!r} stands {times} times"
        if not name or " " in name:
            yield f"the id {name!r} is empty or has a space"


def _labels(sight: Sight) -> Iterator[str]:
    labelled = {node["for"] for node in sight.tree.all("label") if node.text}
    for node in sight.tree.all("input", "select", "textarea"):
        if node["type"] in UNLABELLED or node["aria-label"] or node["aria-labelledby"]:
            continue
        wrapped = any(around.tag == "label" and around.text for around in node.above())
        if not wrapped and node["id"] not in labelled:
            yield f"the field {node['name'] or node['id']!r} has no label"
        if not node["name"]:
            yield f"the field {node['id']!r} has no name, so it is never sent"


def _names(sight: Sight) -> Iterator[str]:
    for node in sight.tree.all("a", "button", "summary"):
        pictured = any(inner["aria-label"] or inner["alt"] for inner in node.walk())
        if not (node.text or node["aria-label"] or pictured):
            yield f"a <{node.tag}> has no text: {node.attrs}"
        if node.tag == "a" and not node["href"]:
            yield f"the link {node.text!r} leads nowhere"
    for node in sight.tree.all("img"):
        if "alt" not in node:
            yield f"the picture {node['src']!r} has no alt"
    for node in sight.tree.all("fieldset"):
        if not any(inner.tag == "legend" and inner.text for inner in node.walk()):
            yield "a fieldset has no legend"


def _references(sight: Sight) -> Iterator[str]:
    ids = {node["id"] for node in sight.tree.walk() if "id" in node}
    for node in sight.tree.walk():
        for name in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
            for wanted in node[name].split():
                if wanted not in ids:
                    yield f"<{node.tag}> {name} names {wanted!r}, which is not on the page"
    for summary in sight.tree.walk():
        for link in summary.all("a") if "data-errors" in summary else []:
            if link["href"].startswith("#") and link["href"][1:] not in ids:
                yield f"the error {link.text!r} leads to {link['href']!r}, not on the page"


def _forms(sight: Sight) -> Iterator[str]:
    for form in sight.tree.all("form"):
        method = form["method"].upper() or "GET"
        for address in _targets(form, sight.url):
            if urlsplit(address).netloc not in _hosts(sight):
                continue
            path = urlsplit(address).path
            if not sight.has_route(method, path):
                yield f"a form is sent by {method} to {path}, which is no route"
        if method == "GET":
            continue
        if not any(node["name"] == FIELD and node["value"] for node in form.all("input")):
            yield f"the form to {form['action'] or 'this page'} lacks {FIELD}"
        takes_files = any(node["type"] == "file" for node in form.all("input"))
        if takes_files and form["enctype"] != "multipart/form-data":
            yield "a form with a file field lacks enctype multipart/form-data"
        if not form.all("button"):
            yield "a form has no button, so it cannot be sent without scripts"


def _no_inline(sight: Sight) -> Iterator[str]:
    for node in sight.tree.walk():
        if node.tag == "style":
            yield "there is a style element"
        if node.tag == "script" and (not node["src"] or node.typed.strip()):
            yield "there is an inline script"
        for name, value in node.attrs.items():
            if name == "style" or name.startswith(("on", "hx-on", "hx-vals", "hx-vars")):
                yield f"<{node.tag}> has the attribute {name}"
            if value.strip().lower().startswith(("javascript:", "data:")):
                yield f"<{node.tag}> {name} runs or holds something: {value[:40]!r}"


def _no_foreign(sight: Sight) -> Iterator[str]:
    for node in sight.tree.walk():
        for name in ADDRESSES:
            parts = urlsplit(node[name])
            if parts.netloc and parts.netloc not in _hosts(sight):
                yield f"<{node.tag}> {name} leads to another site: {node[name]}"
            elif not parts.netloc and parts.scheme.lower() not in OWN_SCHEMES:
                yield f"<{node.tag}> {name} has an odd scheme: {node[name]}"


def _targets(form: Node, url: str) -> list[str]:
    own = [urljoin(url, form["action"])]
    return own + [urljoin(url, b["formaction"]) for b in form.all("button") if "formaction" in b]


def _hosts(sight: Sight) -> set[str]:
    return {urlsplit(origin).netloc for origin in sight.own_origins}


def _title(tree: Node) -> str:
    return " ".join("".join(node.typed for node in tree.all("title")[:1]).split())
