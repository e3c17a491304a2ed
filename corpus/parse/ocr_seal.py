"""Red seals: they are stamped over the signature and the date, which must be read as if they were not there."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from corpus.parse.ocr_engine import Pixels

_REDDER = 45  # levels by which red ink is redder than it is green or blue
_SIDES = (0.06, 0.5)  # a seal's diameter as a share of the page's short side
_ROUND = 1.35  # a seal is at most this many times as long as wide
_RIM = (0.82, 1.02)  # where the rim lies, as shares of the radius
_SECTORS = 72
_CLOSED = 0.8  # share of the sectors in which the rim of a seal is seen
_INK = 40  # red level of black ink
_DARK = 110  # red level below which ink is black
_FADED = 60  # levels by which red ink may be less red than the paper


def without_seals(pixels: Pixels) -> Pixels:
    """Return the picture without the ink of its round red seals; black ink under them stays."""
    red = red_ink(pixels)
    seals = _seals(red)
    if not seals:
        return pixels
    clean = pixels.copy()
    for left, top, right, bottom in seals:
        patch = clean[top:bottom, left:right]
        level = patch[:, :, 2].astype(np.int32)  # in the red channel red ink is nearly as light as paper
        paper = int(np.percentile(level, 90)) - _FADED
        grey = np.clip((level - _INK) * 255 // max(1, paper - _INK), 0, 255)
        near_red = cv2.dilate(red[top:bottom, left:right], np.ones((5, 5), np.uint8)).astype(bool)
        grey[near_red & (level > _DARK)] = 255  # thin red strokes are darker at their edges
        patch[:] = grey.astype(np.uint8)[:, :, None]
    return clean


def red_ink(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """Return 1 where a picture is red, 0 elsewhere."""
    blue, green, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    return cast(npt.NDArray[np.uint8], (red - np.maximum(blue, green) > _REDDER).astype(np.uint8))


def _seals(red: npt.NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    joined = np.asarray(cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), dtype=np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    page = min(red.shape)
    found = []
    for left, top, width, height, _ in stats[1:]:
        longer, shorter = max(width, height), min(width, height)
        if _SIDES[0] * page <= shorter <= _SIDES[1] * page and longer <= _ROUND * shorter:
            box = (int(left), int(top), int(left + width), int(top + height))
            if _has_rim(joined[box[1] : box[3], box[0] : box[2]]):
                found.append(box)
    return found


def _has_rim(mask: npt.NDArray[np.uint8]) -> bool:
    """Tell a ring (or an ellipse) from red characters: its rim is seen in nearly every direction."""
    height, width = mask.shape
    y, x = np.nonzero(mask)
    u, v = (x + 0.5) / (width / 2) - 1, (y + 0.5) / (height / 2) - 1
    radius = np.hypot(u, v)
    on_rim = (radius >= _RIM[0]) & (radius <= _RIM[1])
    sectors = np.unique(((np.arctan2(v, u)[on_rim] + np.pi) / (2 * np.pi) * _SECTORS).astype(int))
    outside = float((radius > _RIM[1]).mean()) if len(radius) else 1.0
    return len(sectors) >= _CLOSED * _SECTORS and outside < 0.05
