"""Who takes part, each in its best honest set-up for Chinese and, where that differs, as shipped."""

from functools import partial
from importlib.metadata import PackageNotFoundError, version

from evaluation.bench.peer import Kind
from evaluation.bench.peers.haystack import Haystack
from evaluation.bench.peers.langchain import LangChain
from evaluation.bench.peers.okapi import Okapi
from evaluation.bench.peers.sparse import Sparse
from evaluation.bench.peers.txtai import Txtai
from evaluation.bench.peers.youju import Youju, YoujuWords

_LANGCHAIN = ("langchain-classic", "langchain-community", "faiss-cpu", "rank-bm25")

_LANGCHAIN_MODULES = (
    "langchain_classic.retrievers",
    "langchain_community.retrievers",
    "langchain_community.vectorstores.faiss",
)
_HAYSTACK_MODULES = (
    "haystack",
    "haystack.components.joiners",
    "haystack.components.retrievers.in_memory",
    "haystack.document_stores.in_memory",
)

KINDS = (
    Kind(
        "youju",
        (),
        (),
        "整个检索:词面与语义两路、别名、融合、只查库中现存的;用自己的问题向量变换",
        "the whole search: both arms, aliases, fusion, only what the store still has; its own question adapter",
        Youju,
    ),
    Kind(
        "youju-words",
        (),
        (),
        "同一索引的词面一路:正文与上下文的 BM25",
        "the lexical arm of the same index: BM25 of words and headings",
        YoujuWords,
        hybrid=False,
        reads="youju",
    ),
    Kind(
        "rank-bm25",
        ("rank-bm25",),
        (),
        "BM25Okapi,有据的分词",
        "BM25Okapi, Youju's tokens",
        Okapi,
        hybrid=False,
    ),
    Kind(
        "bm25s",
        ("bm25s",),
        ("bm25s",),
        "默认参数,内存映射,有据的分词",
        "its default parameters, memory-mapped, Youju's tokens",
        Sparse,
        hybrid=False,
    ),
    Kind(
        "langchain",
        _LANGCHAIN,
        _LANGCHAIN_MODULES,
        "EnsembleRetriever:BM25Retriever(有据的分词)与 FAISS 平铺索引,各取 100 段,倒数排名融合 0.5/0.5,按编号融合",
        "EnsembleRetriever of BM25Retriever (Youju's tokens) and flat FAISS, depth 100, RRF 0.5/0.5, fused by id",
        LangChain,
    ),
    Kind(
        "haystack",
        ("haystack-ai",),
        _HAYSTACK_MODULES,
        "InMemoryDocumentStore(交给它的是有据分好的词,不随结果交出向量),两个检索器各取 100 段,DocumentJoiner 倒数排名融合",
        "InMemoryDocumentStore over Youju's tokens, without returning embeddings, depth 100, DocumentJoiner with RRF",
        Haystack,
    ),
    Kind(
        "txtai",
        ("txtai",),
        ("txtai", "txtai.embeddings"),
        "混合检索 0.5/0.5,有据的分词;10 万段以内向量精确检索,更多时用它自选的 IVF",
        "hybrid 0.5/0.5, Youju's tokens; exact vectors up to 100,000 passages, beyond that the IVF it chooses",
        Txtai,
    ),
    Kind(
        "bm25s-default",
        ("bm25s",),
        ("bm25s",),
        "它自己的分词(正则)",
        "its own tokenizer (a pattern)",
        partial(Sparse, as_shipped=True),
        hybrid=False,
        as_shipped=True,
    ),
    Kind(
        "langchain-default",
        _LANGCHAIN,
        _LANGCHAIN_MODULES,
        "按空格分词,各取 4 段,按文字融合",
        "split at spaces, depth 4, fused by text",
        partial(LangChain, as_shipped=True),
        as_shipped=True,
    ),
    Kind(
        "haystack-default",
        ("haystack-ai",),
        _HAYSTACK_MODULES,
        "一字一词,各取 10 段,倒数排名融合",
        "a token a character, depth 10, RRF",
        partial(Haystack, as_shipped=True),
        as_shipped=True,
    ),
    Kind(
        "txtai-default",
        ("txtai",),
        ("txtai", "txtai.embeddings"),
        "hybrid=True,其余不设:Unicode 分词;5,000 段以上近似检索",
        "hybrid=True and nothing else: Unicode words; approximate above 5,000 passages",
        partial(Txtai, as_shipped=True),
        as_shipped=True,
    ),
)


def kind(name: str) -> Kind:
    """Return the kind of this name.

    Raises:
        KeyError: there is none.
    """
    return {each.name: each for each in KINDS}[name]


def missing(of: Kind) -> list[str]:
    """Return the distributions that are not installed here."""
    return [name for name in of.needs if _version(name) is None]


def versions() -> dict[str, str]:
    """Return the versions of all that takes part, where it is installed."""
    names = dict.fromkeys(name for each in KINDS for name in each.needs)
    return {name: found for name in names if (found := _version(name)) is not None}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
