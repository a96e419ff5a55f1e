"""Markdown to safe HTML, with line numbers for what is wrong in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from abp_lms.content_files.findings import did_you_mean
from abp_lms.content_files.sections import is_web_address
from abp_lms.content_files.source import ID, Line, SourceFile

INSIDE = re.compile(rf"(unit|masterclass|scale|mine):({ID})(?:/({ID}))?")
ADDRESS = re.compile(r'href="((?:unit|masterclass|scale|mine):[a-z0-9/-]+)"')
WORD = re.compile(r"\w[\w'’.,-]*")
CITATION = re.compile(rf"\[@({ID})\]")
# Marks of our own inside the rendered text: what an author types can never hold them (see
# source.unshowable).
CITED = re.compile("\x02([a-z0-9-]+)\x03")


@dataclass(frozen=True)
class Passage:
    """Rendered Markdown: safe HTML, its number of words, and the sources it cites in order."""

    html: Markup
    words: int
    cited: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """The plain words of one paragraph, for the checks of style; `on_page` when it is reading."""

    line: int
    text: str
    cites: bool
    on_page: bool


class Writing:
    """Renders the Markdown of one file; remembers its prose and its links for the checks that
    follow.

    `citations` gives the words shown for each source, such as "Darley and Latané, 1968". Links to
    units, masterclasses, scales and pages of one's own are refused unless `inside` says that
    somebody checks where they lead.
    """

    def __init__(
        self,
        source: SourceFile,
        citations: Mapping[str, str] | None = None,
        *,
        inside: bool = False,
    ) -> None:
        self.source = source
        self.citations = citations or {}
        self.inside = inside
        self.prose: list[Paragraph] = []
        self.links: list[Line] = []
        self.cited: set[str] = set()

    def passage(self, lines: Sequence[Line], *, anchors: bool = False) -> Passage:
        """Paragraphs, lists, quotes, tables and small headings.

        With `anchors`, a citation links to `#source-<id>`, which the page that shows it provides.
        """
        tokens = _markdown.parse("\n".join(line.text for line in lines))
        cited: list[str] = []
        words = 0
        at = lines[0].number if lines else 1
        for place, token in enumerate(tokens):
            if token.map and token.map[0] < len(lines):
                at = lines[token.map[0]].number
            if token.type in ("th_open", "td_open"):
                _dress_cell(token)
            elif token.type == "heading_open":
                _lift_heading(self.source, at, token)
            elif token.type == "heading_close":
                token.tag = HEADINGS.get(token.tag, token.tag)
            elif token.type == "inline":
                text, here = self._inspect(at, token)
                words += len(WORD.findall(text))
                cited.extend(here)
                if tokens[place - 1].type == "paragraph_open":
                    self.prose.append(Paragraph(at, text, bool(here), anchors))
        html = _markdown.renderer.render(tokens, _markdown.options, {})
        return Passage(self._with_citations(html, anchors), words, tuple(dict.fromkeys(cited)))

    def html(self, lines: Sequence[Line]) -> Markup:
        """The HTML of a passage, citations as plain words."""
        return self.passage(lines).html

    def inline(self, line: Line) -> Markup:
        """The HTML of one line of text, without a paragraph around it."""
        tokens = _markdown.parseInline(line.text)
        for token in tokens:
            text, here = self._inspect(line.number, token)
            if any(child.type == "link_open" for child in token.children or []):
                self.source.error(line.number, "an option cannot hold a link.", "Delete it.")
            self.prose.append(Paragraph(line.number, text, bool(here), False))
        html = _markdown.renderer.render(tokens, _markdown.options, {})
        return self._with_citations(html, False)

    def _inspect(self, at: int, token: Token) -> tuple[str, list[str]]:
        """Tell the faults of one run of text and note its links; its plain words and citations."""
        words: list[str] = []
        cited: list[str] = []
        for child in token.children or []:
            if child.type == "link_open":
                self._note_link(at, str(child.attrGet("href")))
            elif child.type == "image":
                self.source.error(at, "pictures cannot be shown in a unit.", "Say it in words.")
            elif child.type in ("text", "code_inline"):
                words.append(CITED.sub("", child.content))
                for ident in CITED.findall(child.content):
                    self._note_citation(at, ident)
                    cited.append(ident)
                if child.type == "text" and "[@" in child.content:
                    self.source.error(
                        at, "a reference to a source is not closed.", "Write it as [@source-id]."
                    )
                if child.type == "text" and "](" in child.content:
                    self.source.error(
                        at, "a link here cannot be read.", "Write it as [words](https://…)."
                    )
            elif child.type in ("softbreak", "hardbreak"):
                words.append(" ")
        return "".join(words), cited

    def _note_link(self, at: int, target: str) -> None:
        if self.inside and INSIDE.fullmatch(target):
            self.links.append(Line(at, target))
        elif not is_web_address(target) and not re.match(r"(mailto|tel):\S+", target):
            mend = "Use https://…"
            if self.inside:
                mend += ", unit:u02, unit:u02/page-id, masterclass:id, scale:id or mine:sentences."
            self.source.error(at, f'the link to "{target[:80]}" leads nowhere.', mend)

    def _note_citation(self, at: int, ident: str) -> None:
        self.cited.add(ident)
        if ident not in self.citations:
            mend = did_you_mean(ident, self.citations) or "List it under sources: first."
            self.source.error(at, f'"{ident}" is no source of this unit.', mend)

    def _with_citations(self, html: str, anchors: bool) -> Markup:
        def shown(match: re.Match[str]) -> str:
            ident = match[1]
            words = f"({escape(self.citations.get(ident, ident))})"
            return f'<a class="abl-source" href="#source-{ident}">{words}</a>' if anchors else words

        return Markup(CITED.sub(shown, html))  # noqa: S704  markdown-it escapes what authors type


def with_addresses(html: Markup, address: Callable[[str, str, str | None], str]) -> Markup:
    """Put real addresses into the links to units, pages, masterclasses, scales and pages of one's own.

    `address` is asked with the kind ("unit", "masterclass", "scale" or "mine"), the id, and the page id
    or None.
    """

    def real(match: re.Match[str]) -> str:
        parts = INSIDE.fullmatch(match[1])
        return f'href="{escape(address(parts[1], parts[2], parts[3]))}"' if parts else match[0]

    return Markup(ADDRESS.sub(real, html))  # noqa: S704  only href values are put in, escaped


NUMERIC = {"th_open": "header", "td_open": "cell"}
# On a phone a wide table scrolls by itself, by keyboard too.
TABLE = (
    '<div class="nhsuk-table-container" role="group" aria-label="Table" tabindex="0">\n'
    '<table class="nhsuk-table">\n'
)
# The page's title is its first-level heading, so an author's ### comes out as the second level.
HEADINGS = {"h3": "h2", "h4": "h3"}


def _lift_heading(source: SourceFile, at: int, token: Token) -> None:
    if token.tag not in HEADINGS:
        source.error(at, "a heading inside a text starts with ### (or #### below it).", "")
    token.attrSet("class", "nhsuk-heading-m" if token.tag == "h3" else "nhsuk-heading-s")
    token.tag = HEADINGS.get(token.tag, token.tag)


def _dress_cell(token: Token) -> None:
    """Columns are named for screen readers; numbers stand right by class (inline style is barred)."""
    if token.type == "th_open":
        token.attrSet("scope", "col")
    if "right" in str(token.attrs.pop("style", "")):
        token.attrSet("class", f"nhsuk-table__{NUMERIC[token.type]}--numeric")


def _cite(state: StateInline, silent: bool) -> bool:
    """Inline rule of markdown-it: [@source-id] becomes a mark that is replaced after rendering."""
    match = CITATION.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = f"\x02{match[1]}\x03"
    state.pos = match.end()
    return True


def _make_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # "unit:" and its like are addresses of ours; everything else is judged in _note_link, so let
    # all but scripts pass.
    safe = markdown.validateLink
    markdown.validateLink = lambda url: bool(INSIDE.fullmatch(url)) or safe(url)  # type: ignore[method-assign]
    markdown.inline.ruler.before("link", "source", _cite)
    markdown.add_render_rule("table_open", lambda *_: TABLE)
    markdown.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    return markdown


_markdown = _make_markdown()
