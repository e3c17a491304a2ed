"""Fonts and code pages of an RTF file: what its bytes mean."""

import codecs
from dataclasses import dataclass, field

from corpus.parse.symbols import symbol

_SYMBOL_CHARSET = 2
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 10008: "gb18030"}
_USUAL = "gb18030"  # of a file that names no code page: here most are Chinese


@dataclass(slots=True)
class Font:
    """An entry of the font table."""

    charset: int = 0
    name: str = ""


@dataclass(slots=True)
class Fonts:
    """The font table and the file's own code page."""

    codec: str = _USUAL
    default: int = 0
    table: dict[int, Font] = field(default_factory=dict)
    open: Font = field(default_factory=Font)  # the entry that is being defined

    def use_code_page(self, number: int | None) -> None:
        """Take the code page that the file names; one that Python does not know is passed over."""
        name = _CODE_PAGES.get(number or 0, f"cp{number}")
        try:
            self.codec = codecs.lookup(name).name
        except LookupError:
            return

    def begin(self, number: int) -> None:
        """Begin the definition of a font; there are files that define theirs twice."""
        self.open = self.table[number] = Font()

    def decode(self, data: bytes, number: int | None) -> str:
        """Return what bytes in font ``number`` show.

        The font's character set counts first, then the file's code page: there are files whose fonts
        claim to be Western though the text is Chinese, so one that cannot be right is passed over.
        """
        font = self._font(number)
        if font.charset == _SYMBOL_CHARSET:
            return "".join(symbol(font.name, byte) for byte in data)
        if data.isascii():
            return data.decode("ascii")
        for codec in (_CHARSETS.get(font.charset), self.codec, _USUAL):
            if codec:
                try:
                    return data.decode(codec)
                except UnicodeDecodeError:
                    continue
        return data.decode("cp1252", "replace")

    def character(self, code: int, number: int | None) -> str:
        """Return what a character in font ``number`` shows; symbol fonts use numbers of the private area."""
        return symbol(self._font(number).name, code) if 0xF000 <= code <= 0xF0FF else chr(code)

    def _font(self, number: int | None) -> Font:
        return self.table.get(self.default if number is None else number) or Font()
