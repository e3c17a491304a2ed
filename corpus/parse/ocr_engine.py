"""The OCR models, loaded once a process from the files inside the rapidocr package.

Two questions are asked of them: where is text (``find_text``), and what does a line say (``read_lines``).
Pixels are arrays of height x width x 3, blue first, as OpenCV has them. A quad is the four corners of a
line of text, clockwise from the upper left.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr

Pixels = npt.NDArray[np.uint8]
Quads = npt.NDArray[np.float32]  # count x 4 corners x (x, y)

_DETECTION_SIDE = 1_600  # pixels of the longer side that the detector sees; more finds no more
_STRIP = 1.6  # a picture longer than this many times its width is looked at in strips
_STACKED = 1.5  # a line this much taller than wide has its characters one above the other


def find_text(pixels: Pixels) -> Quads:
    """Return the lines of text on a picture, from top to bottom."""
    found = []
    for top, bottom in _strips(pixels):
        result = _engine()(pixels[top:bottom], use_det=True, use_cls=False, use_rec=False)
        if result.boxes is not None and len(result.boxes):
            found.append(np.asarray(result.boxes, dtype=np.float32) + np.array([0, top], dtype=np.float32))
    return _from_upper_left(np.concatenate(found)) if found else np.zeros((0, 4, 2), dtype=np.float32)


def read_lines(crops: Sequence[Pixels]) -> list[tuple[str, float]]:
    """Return what each picture of one line says, and how sure the model is: 0 to 1."""
    if not crops:
        return []
    result = _engine().recognize_txt(list(crops))
    return [(str(text), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def cut_out(pixels: Pixels, quad: npt.NDArray[np.float32]) -> Pixels:
    """Return the picture of one line as the model reads it: straight, and a stacked line laid on its side."""
    crop = cut_straight(pixels, quad)
    stacked = crop.shape[0] >= _STACKED * crop.shape[1]
    return np.ascontiguousarray(np.rot90(crop)) if stacked else crop


def cut_straight(pixels: Pixels, quad: npt.NDArray[np.float32]) -> Pixels:
    """Return the picture of one line, its slope taken out."""
    width = max(1, round(float(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2])))))
    height = max(1, round(float(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    crop = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cast(Pixels, crop)


def _from_upper_left(quads: npt.NDArray[np.float32]) -> Quads:
    """Let each quad begin at its upper left: the detector begins tilted standing lines elsewhere."""
    first = quads.sum(axis=2).argmin(axis=1)
    order = (first[:, None] + np.arange(4)) % 4
    return cast(Quads, np.take_along_axis(quads, order[:, :, None], axis=1))


def _strips(pixels: Pixels) -> list[tuple[int, int]]:
    """Cut a long picture (a scrolled screen) between lines, so that its characters stay large enough."""
    height, width = pixels.shape[:2]
    step = int(_STRIP * width)
    if height <= step * 1.25:
        return [(0, height)]
    ink = np.abs(np.diff(pixels[:, :, 1].astype(np.int16), axis=1)).mean(axis=1)
    cuts = [0]
    while height - cuts[-1] > step * 1.25:
        low, high = cuts[-1] + step // 2, cuts[-1] + step
        blank = np.convolve(ink[low:high], np.ones(9) / 9, mode="same")
        cuts.append(low + int(len(blank) - 1 - np.argmin(blank[::-1])))
    return list(zip(cuts, [*cuts[1:], height], strict=True))


@cache
def _engine() -> Any:
    """Return the engine. It is told where its models are, so that it never looks for them on the network."""
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": _DETECTION_SIDE,
            "Global.width_height_ratio": -1,  # else flat pictures get a black frame
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.rec_batch_num": 1,  # six at a time are no faster and need 400 MB more
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": _cores(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
