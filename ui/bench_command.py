"""``youju bench``: speed and quality beside other search libraries, on one machine and the same passages."""

from collections.abc import Callable
from pathlib import Path

import click

from index.encoder import Encoder
from ui import console
from ui.settings import Settings


def create_command(
    settings_of: Callable[[Path | None], Settings],
    loader_of: Callable[[Settings], Callable[[], Encoder]],
) -> click.Command:
    """Return the command; the functions find settings and model as all other commands do."""

    @click.command("bench")
    @click.option("--size", "sizes", type=click.IntRange(1), multiple=True, help="段落数,可多次;默认四种规模")
    @click.option("--peer", "peers", multiple=True, metavar="NAME", help="只测这一个,可多次")
    @click.option("--questions", type=click.IntRange(1), default=200, show_default=True, help="问多少个问题")
    @click.option(
        "--encode", type=click.IntRange(1), help="最多真正编码多少段,其余的向量由它们变化而来;默认 10 万"
    )
    @click.option(
        "--memory", type=click.IntRange(1), default=12, show_default=True, help="每一个最多用多少 GiB 内存"
    )
    @click.option(
        "--docs",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="DIR",
        help="把结果写进这个文件夹里的 performance.md 和图",
    )
    def bench(
        sizes: tuple[int, ...],
        peers: tuple[str, ...],
        questions: int,
        encode: int | None,
        memory: int,
        docs: Path | None,
    ) -> None:
        """测量速度、内存与检索质量,与其他检索库同场对照。"""
        from evaluation.bench.kinds import KINDS  # noqa: PLC0415  (not needed by the other commands)
        from evaluation.bench.run import Options, run  # noqa: PLC0415

        known = [kind.name for kind in KINDS]
        for name in peers:
            if name not in known:
                raise click.UsageError(f"没有名为 {name} 的对照；可选：{'、'.join(known)}。")
        settings = settings_of(None)
        options = Options(
            sizes or Options().sizes, peers, questions, encode or Options().encode, memory * 1024, docs
        )
        run(settings.data, settings.cache_dir, loader_of(settings), console.out, console.say, options)

    return bench
