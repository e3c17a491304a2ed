"""The control words of RTF that stand for characters, and those that begin a group without text of the document."""

CHARACTERS = {
    **{"tab": "\t", "line": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–", "bullet": "•"},
    **{"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"},
    **{"emspace": " ", "enspace": " ", "qmspace": " "},
}
SIGNS = {"~": "\u00a0", "_": "-", "\t": "\t"}

NO_TEXT = frozenset(
    "annotation atnid atnauthor atnref atndate background bkmkend bkmkstart colortbl comment datafield datastore "
    "docvar filetbl ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc generator info listtable listoverridetable "
    "nonesttables nonshppict objclass objdata objname panose pict pnseclvl private revtbl rsidtbl rxe shprslt "
    "sn sv tc tcn themedata colorschememapping latentstyles txe userprops xe xmlnstbl".split()
)
# Groups that old programs may leave out (marked by \*) but that hold text, or what it depends on.
STARRED = frozenset(
    "do fldinst listtext moMath moMathPara nesttableprops pntext shpinst shppict shptxt ud".split()
)
HEADERS = ("headerf", "header", "headerr", "headerl")
FOOTERS = ("footerf", "footer", "footerr", "footerl")
STORIES = frozenset((*HEADERS, *FOOTERS, "footnote", "shptxt", "dptxbxtext"))
