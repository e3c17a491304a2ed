"""XML of untrusted files: no external entities, no DTD, no network, no entity bombs."""

from lxml import etree

from corpus.errors import DamagedFile


def parse_xml(data: bytes) -> etree._Element:
    """Return the root element of ``data``.

    Raises:
        DamagedFile: it is not well-formed, or nests or expands beyond libxml2's limits.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
