"""A small real library for the tests of the index: real files, a real store, the fake encoder."""

from collections.abc import Mapping
from pathlib import Path

from fake_encoder import FakeEncoder

from corpus.store import Store
from index.build import build

FILES = {
    "水.txt": "停水通知\n发布机构：自来水公司\n发布日期：2024-05-01\n因管道检修，城关镇今晚八点到十点停水，请居民提前储水。\n",
    "电.txt": "停电通知\n发布机构：供电公司\n发布日期：2023-05-01\n因线路改造，白塔镇明早六点到八点停电，请居民相互转告。\n",
    "路.txt": "封路公告\n发布机构：交通局\n因桥梁维修，县道207线封闭施工三个月，过往车辆请绕行省道。\n",
}


def write_files(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build_library(tmp_path: Path, encoder: FakeEncoder, files: Mapping[str, str] = FILES) -> Store:
    library = tmp_path / "library"
    build([write_files(tmp_path / "files", files)], library, lambda: encoder)
    return Store.open(library)


def id_of(store: Store, source: str) -> str:
    return next(d.id for d in store.documents() if d.source == source)
