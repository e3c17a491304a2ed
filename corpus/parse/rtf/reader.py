"""A walk over the tokens of an RTF file: groups, text, paragraphs, tables, notes."""

import itertools
from collections.abc import Iterable

from corpus.errors import DamagedFile
from corpus.parse.edges import TableBuilder
from corpus.parse.flow import Part, with_running_heads, with_title
from corpus.parse.models import Block, Progress
from corpus.parse.numerals import numeral
from corpus.parse.rtf.fonts import Fonts
from corpus.parse.rtf.state import Field, RowDefinition, State, StyleSheet, heading_level
from corpus.parse.rtf.story import Story
from corpus.parse.rtf.tokens import Kind, Token, Tokens, code_page
from corpus.parse.rtf.words import CHARACTERS, FOOTERS, HEADERS, NO_TEXT, SIGNS, STARRED, STORIES
from corpus.parse.symbols import lowered, raised, shown_instruction

_DAMAGED = "文件不完整或已损坏，无法打开。"
_MAX_DEPTH = 2_000  # groups within groups
_STEP = 20_000  # tokens between two signs of life


class Reader:
    """Reads one file."""

    def __init__(self, data: bytes, progress: Progress) -> None:
        self._size = len(data)
        self._progress = progress
        self._tokens = Tokens(data)
        self._fonts = Fonts()
        self._fonts.use_code_page(code_page(data))
        self._styles = StyleSheet()
        self._state = State()
        self._stack: list[State] = []
        self._tables = itertools.count()
        self._stories = [self._new_story("body")]
        self._row = RowDefinition()
        self._inner_row = RowDefinition()  # of a table inside a cell
        self._bytes = bytearray()  # that wait to be decoded together
        self._left_out = 0  # characters still to leave out: they stand for a \u in old programs
        self._parts: list[Part] = []
        self._heads: dict[str, list[Block]] = {}
        self._has_first_heads = self._has_left_heads = False
        self._footnotes = self._endnotes = 0

    def read(self) -> list[Block]:
        """Return the blocks of the whole document.

        Raises:
            DamagedFile: it ends within a group, or nests groups beyond reason.
        """
        for number, token in enumerate(self._tokens):
            if number % _STEP == 0:
                self._progress(min(self._tokens.position, self._size), self._size)
            self._take(token)
            if token.kind is Kind.CLOSE and not self._stack:
                break
        else:
            raise DamagedFile(_DAMAGED)
        self._end_section()
        return with_title(with_running_heads(self._parts))

    def _take(self, token: Token) -> None:
        if token.kind is Kind.BYTES:
            left_out = min(self._left_out, len(token.data))
            self._left_out -= left_out
            self._bytes += token.data[left_out:]
            return
        self._flush()
        if token.kind is Kind.WORD and token.word == "u":
            self._write(self._fonts.character((token.number or 0) & 0xFFFF, self._state.font))
            self._left_out = self._state.skip
            return
        if self._left_out and token.kind in (Kind.WORD, Kind.SIGN):
            self._left_out -= 1
            return
        self._left_out = 0
        if token.kind is Kind.OPEN:
            self._open()
        elif token.kind is Kind.CLOSE:
            self._close()
        elif token.kind is Kind.SIGN:
            self._sign(token.word)
        else:
            self._word(token.word, token.number)

    # Groups

    def _open(self) -> None:
        if len(self._stack) >= _MAX_DEPTH:
            raise DamagedFile(_DAMAGED)
        self._stack.append(self._state)
        self._state = self._state.inner()

    def _close(self) -> None:
        if not self._stack:
            raise DamagedFile(_DAMAGED)
        ended, self._state = self._state, self._stack.pop()
        if ended.destination == "style" and self._state.destination == "stylesheet":
            self._styles.end_style(ended.style, ended.level)
        if ended.field is not None and ended.field is not self._state.field and not ended.field.has_result:
            self._write(shown_instruction("".join(ended.field.instruction)))
        if len(self._stack) < self._stories[-1].group:
            self._end_story(self._stories.pop(), self._level(ended))

    def _new_story(self, kind: str) -> Story:
        return Story(kind, len(self._stack), TableBuilder(self._tables))

    def _end_story(self, story: Story, level: int) -> None:
        around = self._stories[-1]
        notes, story.notes = story.notes, []
        blocks = story.finish(level)
        if story.kind == "footnote":
            around.notes.append((self._mark_of(story, around), blocks))
        elif story.kind in HEADERS or story.kind in FOOTERS:
            self._heads[story.kind] = blocks
        else:
            around.add_box(blocks)
        around.notes.extend(notes)

    def _end_section(self) -> None:
        body = self._stories[0].finish(self._level(self._state))
        self._stories[0] = Story("body", 0, TableBuilder(self._tables))
        self._parts.append(Part(tuple(body), self._running(HEADERS), self._running(FOOTERS)))

    def _running(self, kinds: Iterable[str]) -> tuple[Block, ...]:
        used = [kind for kind in kinds if kind[-1] not in "fl" or self._is_used(kind)]
        return tuple(block for kind in used for block in self._heads.get(kind, ()))

    def _is_used(self, kind: str) -> bool:
        return self._has_first_heads if kind.endswith("f") else self._has_left_heads

    # Text

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            if self._state.destination == "fonttbl":
                self._fonts.open.name += data.decode("latin-1").rstrip(";")
            else:
                self._write(self._fonts.decode(data, self._state.font))

    def _write(self, text: str) -> None:
        state, story = self._state, self._stories[-1]
        match state.destination:
            case "style":
                self._styles.name += text
            case "fldinst" if state.field is not None:
                state.field.instruction.append(text)
            case "label" if not (state.is_hidden or state.is_deleted):
                story.label.append(text)
            case "text" if not (state.is_hidden or state.is_deleted):
                shown = raised(text) if state.position > 0 else lowered(text) if state.position else text
                story.parts.append(shown)

    def _refer(self) -> None:
        """Write the mark of a note whose text follows."""
        story = self._stories[-1]
        if story.kind != "footnote" and not (self._state.is_hidden or self._state.is_deleted):
            self._footnotes += 1
            story.mark = len(story.parts)
            story.parts.append(f"[{self._footnotes}]")

    def _mark_of(self, note: Story, around: Story) -> str:
        """Return the mark that the text around a note has for it, empty if it is not numbered."""
        at, around.mark = around.mark, None
        if at is None:
            return ""
        if note.is_endnote:
            self._footnotes -= 1
            self._endnotes += 1
            around.parts[at] = f"[{numeral(self._endnotes, 'lowerRoman')}]"
        return around.parts[at]

    def _level(self, state: State) -> int:
        return self._styles.levels.get(state.style, 0) if state.level is None else state.level

    # Words

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.is_optional = True
        elif sign in "\r\n":
            self._word("par", None)
        elif sign in SIGNS:
            self._write(SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        is_optional = self._state.is_first and self._state.is_optional
        self._state.is_first = False
        if word in NO_TEXT or (is_optional and word not in STARRED):
            self._tokens.skip_group()
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word in STORIES:
            self._stories.append(self._new_story(word))
            self._state = self._state.of_story()
        else:
            self._destination(word, number or 0)
            self._property(word, number)
            self._paragraph(word, number or 0)
            self._table(word, number or 0)

    def _destination(self, word: str, number: int) -> None:
        """Take a word that tells what a group is for."""
        state = self._state
        match word:
            case (
                "fonttbl" | "stylesheet" | "fldinst" | "shpinst" | "do" | "object" | "upr" | "nesttableprops"
            ):
                state.destination = word
            case "listtext" | "pntext":
                state.destination = "label"
            case "ud" | "result":
                state.destination = "text"
            case "field":
                state.field = Field()
            case "fldrslt" if state.field is not None:
                state.field.has_result = True
            case "deff":
                self._fonts.default = number
            case "fcharset":
                self._fonts.open.charset = number
            case "f" if state.destination == "fonttbl":
                self._fonts.begin(number)

    def _property(self, word: str, number: int | None) -> None:
        """Take a word that changes how the text that follows is shown."""
        state = self._state
        match word:
            case "plain":
                state.is_hidden = state.is_deleted = False
                state.position, state.font = 0, None
            case "f":
                state.font = number
            case "uc":
                state.skip = max(number or 0, 0)
            case "v":
                state.is_hidden = number != 0
            case "deleted":
                state.is_deleted = number != 0
            case "super" | "sub" | "nosupersub":
                state.position = 0 if number == 0 else {"super": 1, "sub": -1}.get(word, 0)
            case "pard":
                state.begin_paragraph()
            case "intbl":
                state.depth = max(state.depth, 1)
            case "itap":
                state.depth = max(number or 0, 0)
            case "outlinelevel":
                state.level = heading_level(number or 0)
            case "s":
                state.style = number or 0
            case "dropcapli":
                state.is_drop_cap = bool(number)

    def _paragraph(self, word: str, number: int) -> None:
        """Take a word that ends a paragraph or a section, or belongs to a note."""
        state, story = self._state, self._stories[-1]
        match word:
            case "par":
                runs_on = state.is_deleted or state.is_drop_cap
                story.end_paragraph(state.depth, self._level(state), runs_on=runs_on)
            case "sect" if story.kind == "body":
                self._end_section()
            case "sectd":
                self._has_first_heads = False
            case "titlepg":
                self._has_first_heads = True
            case "facingp":
                self._has_left_heads = True
            case "chftn":
                self._refer()
            case "ftnalt":
                story.is_endnote = True

    def _table(self, word: str, number: int) -> None:
        """Take a word that ends a cell or a row, or defines one."""
        state, story = self._state, self._stories[-1]
        is_inner = state.destination == "nesttableprops"
        row = self._inner_row if is_inner else self._row
        match word:
            case "cell":
                story.end_cell(1, self._level(state))
            case "row":
                story.end_row(1, self._row.shape())
            case "nestcell":
                story.end_cell(max(state.depth, 2), self._level(state))
            case "nestrow":
                story.end_row(max(state.depth, 2), self._inner_row.shape())
            case "trowd" if is_inner:
                self._inner_row = RowDefinition()
            case "trowd":
                self._row = RowDefinition()
            case "trleft":
                row.left = number
            case "trhdr":
                row.is_header = True
            case "clmrg":
                row.joins_left.add(len(row.edges))
            case "clvmrg":
                row.joins_above.add(len(row.edges))
            case "cellx":
                row.end_cell(number)
