"""Render solids on a table, lit by soft boxes, by marching rays through distance fields. A cup is 2.5 units tall."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from samples.arrays import Array, Paint, bilinear, dot, smooth, unit, vec

BATCH = 400_000
"""Rays marched at a time."""


class Solid(Protocol):
    """A solid with a distance field. `reach`: largest distance from the y axis; `tint`: colour of reflections."""

    gloss: float
    roughness: float
    tint: Array
    reach: float

    def paint(self, p: Array, /) -> Array: ...

    def distance(self, p: Array) -> Array: ...


class Bean:
    """A roasted coffee bean lying on the table at (x, z), turned by `turn` radians and rolled by `roll`."""

    gloss, roughness = 0.035, 0.4
    tint = np.ones(3, np.float32)

    def __init__(self, x: float, z: float, turn: float, roll: float, size: float) -> None:
        self._at, self._size = np.array([x, size * 0.55, z], np.float32), size
        c, s, cr, sr = np.cos(turn), np.sin(turn), np.cos(roll), np.sin(roll)
        about_y = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        about_x = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
        self._turned = (about_x @ about_y).astype(np.float32)
        self.reach = float(np.hypot(x, z)) + size * 1.2

    def distance(self, p: Array) -> Array:
        from_middle = p - self._at
        out = np.sqrt(np.einsum("ij,ij->i", from_middle, from_middle)) - self._size
        close = np.flatnonzero(out < self._size)
        q = from_middle[close] @ self._turned.T / self._size
        body = (np.linalg.norm(q / np.array([1.0, 0.56, 0.72], np.float32), axis=-1) - 1) * 0.56
        crease = 0.10 * np.exp(-((q[:, 2] - 0.12 * np.sin(q[:, 0] * 2.5)) ** 2) / 0.006) * (q[:, 1] > 0)
        out[close] = (body + crease) * self._size * 0.8
        return np.asarray(out, np.float32)

    def paint(self, p: Array) -> Array:
        q = (p - self._at) @ self._turned.T / self._size
        dark = 1 - 0.5 * np.exp(-((q[:, 2:3] - 0.12 * np.sin(q[:, 0:1] * 2.5)) ** 2) / 0.01) * (q[:, 1:2] > 0)
        return np.asarray(np.array([0.105, 0.045, 0.02], np.float32) * dark, np.float32)


class Lathe:
    """The outline (radius, height) rotated about the y axis, its edges rounded."""

    def __init__(
        self,
        outline: list[tuple[float, float]],
        rounding: float,
        paint: Paint,
        *,
        gloss: float,
        roughness: float,
        metal: Array | None = None,
    ) -> None:
        self.paint, self.gloss, self.roughness = paint, gloss, roughness
        self.tint = np.ones(3, np.float32) if metal is None else metal
        points = np.array([(0, outline[0][1]), *outline, (0, outline[-1][1])], np.float32)
        self.reach = float(points[:, 0].max()) + 0.15
        self.low, self.high = float(points[:, 1].min()) - 0.15, float(points[:, 1].max()) + 0.15
        cells = 700
        self._scale = vec((cells - 1) / self.reach, (cells - 1) / (self.high - self.low))
        r, y = np.meshgrid(np.linspace(0, self.reach, cells), np.linspace(self.low, self.high, cells), indexing="ij")
        self._grid = (_outline_distance(np.stack([r, y], -1), points) - rounding).astype(np.float32)

    def distance(self, p: Array) -> Array:
        r = np.hypot(p[:, 0], p[:, 2])
        u = np.clip(r * self._scale[0], 0, self._grid.shape[0] - 1.001)
        v = np.clip((p[:, 1] - self.low) * self._scale[1], 0, self._grid.shape[1] - 1.001)
        inside = bilinear(self._grid, u, v)
        beyond = np.hypot(r - u / self._scale[0], p[:, 1] - self.low - v / self._scale[1])
        return np.asarray(inside + beyond, np.float32)


def _outline_distance(p: NDArray[np.float64], points: Array) -> NDArray[np.float64]:
    """Signed distance to a closed polygon, negative inside."""
    best = np.full(p.shape[:2], 1e9)
    sign = np.ones(p.shape[:2])
    for a, b in zip(points, np.roll(points, -1, 0), strict=True):
        edge, to = b - a, p - a
        t = np.clip((to @ edge) / max(float(edge @ edge), 1e-12), 0, 1)
        on_axis = a[0] == 0 and b[0] == 0
        if not on_axis:
            best = np.minimum(best, ((to - t[..., None] * edge) ** 2).sum(-1))
        above = np.stack([p[..., 1] >= a[1], p[..., 1] < b[1], edge[0] * to[..., 1] > edge[1] * to[..., 0]])
        sign = np.where(above.all(0) | (~above).all(0), -sign, sign)
    return np.asarray(sign * np.sqrt(best), np.float32)


@dataclass(frozen=True)
class SoftBox:
    """An area light at infinity: `at` is its direction, `width` and `height` are half sizes in radians."""

    at: Array
    width: float
    height: float
    colour: Array


@dataclass(frozen=True)
class Lighting:
    """`key` is the direction of the main light; the sky fills from above, the ground from below."""

    key: Array
    key_colour: Array
    sky: Array
    ground: Array
    boxes: tuple[SoftBox, ...] = ()
    hardness: float = 8.0

    def reflection(self, d: Array, roughness: float) -> Array:
        """Return the light that a surface of that roughness reflects from direction d."""
        up = smooth(-0.5, 0.9, d[:, 1:2])
        light = self.ground * (1 - up) + self.sky * up
        for box in self.boxes:
            at = unit(box.at)
            side = unit(np.cross(vec(0, 1, 0), at).astype(np.float32))
            over = np.cross(at, side).astype(np.float32)
            ahead = dot(d, at)
            x, y = np.abs(dot(d, side)), np.abs(dot(d, over))
            edge = 0.02 + roughness * 0.6
            inside = (1 - smooth(box.width - edge, box.width + edge, x)) * (
                1 - smooth(box.height - edge, box.height + edge, y)
            )
            light = light + inside * (ahead > 0) * box.colour
        return light.astype(np.float32)


@dataclass(frozen=True)
class RayCamera:
    """Looks from `eye` to `target`; `view` is the height of the picture at distance 1."""

    eye: Array
    target: Array
    view: float

    def rays(self, width: int, height: int, shift: tuple[float, float]) -> Array:
        ahead = unit(self.target - self.eye)
        right = unit(np.cross(ahead, vec(0, 1, 0)).astype(np.float32))
        up = np.cross(right, ahead).astype(np.float32)
        x = (np.arange(width, dtype=np.float32) + shift[0] - width / 2) / height * self.view
        y = -(np.arange(height, dtype=np.float32) + shift[1] - height / 2) / height * self.view
        d = ahead + x[None, :, None] * right + y[:, None, None] * up
        return unit(d.reshape(-1, 3).astype(np.float32))


@dataclass(frozen=True)
class RayScene:
    """Solids and the light on them."""

    solids: Sequence[Solid]
    lights: Lighting
    pattern: Paint | None = None
    """Share of the main light that reaches each point of the table."""

    table: bool = True

    def distance(self, p: Array) -> Array:
        return np.asarray(np.min([solid.distance(p) for solid in self.solids], axis=0), np.float32)

    def first_hits(self, o: Array, d: Array) -> Array:
        """Return the distance along each ray to the first solid; infinite where there is none."""
        far = np.full(len(d), np.inf, np.float32)
        reach = max(solid.reach for solid in self.solids)
        a = d[:, 0] ** 2 + d[:, 2] ** 2 + 1e-9
        b, c = o[:, 0] * d[:, 0] + o[:, 2] * d[:, 2], o[:, 0] ** 2 + o[:, 2] ** 2 - reach**2
        inside = b * b - a * c
        live = np.flatnonzero(inside > 0)
        start = np.maximum((-b[live] - np.sqrt(inside[live])) / a[live], 1e-3)
        end = (-b[live] + np.sqrt(inside[live])) / a[live]
        live, t, end = live[end > start], start[end > start], end[end > start]
        for _ in range(110):
            if not len(live):
                break
            near = self.distance(o[live] + d[live] * t[:, None])
            hit = near < 4e-4 * (1 + t * 0.2)
            far[live[hit]] = t[hit]
            t = t + near * 0.95
            keep = ~hit & (t < end)
            live, t, end = live[keep], t[keep], end[keep]
        return far

    def normal(self, p: Array) -> Array:
        n = np.zeros_like(p)
        for corner in (vec(1, -1, -1), vec(-1, -1, 1), vec(-1, 1, -1), vec(1, 1, 1)):
            n += corner * self.distance(p + corner * 2e-3)[:, None]
        return unit(n)

    def shadow(self, p: Array, to: Array) -> Array:
        """Return the share of the light from direction `to` that arrives; shadows are softer further away."""
        light = np.ones(len(p), np.float32)
        t = np.full(len(p), 0.02, np.float32)
        for _ in range(48):
            near = self.distance(p + to * t[:, None])
            light = np.minimum(light, self.lights.hardness * near / t)
            t = t + np.clip(near, 0.015, 0.35)
        light = np.clip(light, 0, 1)
        return (light * light * (3 - 2 * light))[:, None]

    def sky_visibility(self, p: Array, n: Array) -> Array:
        """Return the share of the sky that reaches each point (ambient occlusion): 0 in a corner, 1 in the open."""
        hidden = np.zeros(len(p), np.float32)
        for step, weight in ((0.03, 0.8), (0.08, 0.7), (0.2, 0.55), (0.45, 0.45), (0.9, 0.35)):
            q = p + n * step
            near = np.minimum(self.distance(q), q[:, 1]) if self.table else self.distance(q)
            hidden += weight * np.clip(step - near, 0, step) / step * 0.5
        return np.clip(1 - hidden, 0.04, 1)[:, None]

    def surface(self, p: Array, d: Array) -> Array:
        """Return the light that leaves the solids at p towards the camera; d is the direction of the rays."""
        n = self.normal(p)
        which = np.argmin([solid.distance(p) for solid in self.solids], axis=0)
        key = unit(self.lights.key)
        direct = np.clip(dot(n, key), 0, 1) * self.shadow(p + n * 0.01, key)
        open_ = self.sky_visibility(p, n)
        fill = self.lights.ground + (self.lights.sky - self.lights.ground) * (n[:, 1:2] * 0.5 + 0.5)
        mirror = d - 2 * dot(d, n) * n
        facing = np.clip(-dot(d, n), 0, 1)
        out = np.zeros_like(p)
        for at, solid in enumerate(self.solids):
            mine = which == at
            if mine.any():
                fresnel = solid.gloss + (1 - solid.gloss) * (1 - facing[mine]) ** 5 * (1 - solid.roughness * 0.7)
                shine = self.lights.reflection(mirror[mine], solid.roughness) * fresnel * open_[mine] * solid.tint
                light = self.lights.key_colour * direct[mine] + fill[mine] * open_[mine]
                out[mine] = solid.paint(p[mine]) * light + shine
        return out


def render_solids(scene: RayScene, camera: RayCamera, width: int, height: int) -> Array:
    """Render the solids alone, as premultiplied linear RGBA: height x width x 4."""
    out = np.zeros((height * width, 4), np.float32)
    shifts = [(0.3, 0.1), (0.9, 0.3), (0.1, 0.7), (0.7, 0.9)]
    for shift in shifts:
        rays = camera.rays(width, height, shift)
        for part in range(0, len(rays), BATCH):
            d = rays[part : part + BATCH]
            o = np.broadcast_to(camera.eye, d.shape)
            t = scene.first_hits(o, d)
            hit = np.flatnonzero(np.isfinite(t))
            out[part + hit, :3] += scene.surface(o[hit] + d[hit] * t[hit, None], d[hit])
            out[part + hit, 3] += 1
    return (out / len(shifts)).reshape(height, width, 4)


def render_table(scene: RayScene, camera: RayCamera, width: int, height: int, ground: Paint, end: float) -> Array:
    """Render the table with the shadows and reflections of the solids, but without them; it ends at z = `end`."""
    out = np.zeros((height * width, 4), np.float32)
    rays = camera.rays(width, height, (0.5, 0.5))
    below = np.flatnonzero(rays[:, 1] < -1e-3)
    for part in np.array_split(below, max(1, len(below) // BATCH)):
        d = rays[part]
        p = (camera.eye - d * (camera.eye[1] / d[:, 1:2])).astype(np.float32)
        here = p[:, 2] > end
        out[part[here], :3] = _table(scene, p[here], d[here], ground)
        out[part[here], 3] = 1
    return out.reshape(height, width, 4)


def _table(scene: RayScene, p: Array, d: Array, ground: Paint) -> Array:
    key = unit(scene.lights.key)
    up = np.broadcast_to(vec(0, 1, 0), p.shape)
    near = np.abs(p).max(-1) < 9
    shadow, open_ = np.ones((len(p), 1), np.float32), np.ones((len(p), 1), np.float32)
    shadow[near] = scene.shadow(p[near] + up[near] * 0.01, key)
    open_[near] = scene.sky_visibility(p[near], up[near])
    pattern = scene.pattern(p) if scene.pattern else np.float32(1)
    light = scene.lights.key_colour * key[1] * shadow * pattern + scene.lights.sky * open_
    mirror = d * vec(1, -1, 1)
    reflection = scene.lights.reflection(mirror, 0.5)
    t = scene.first_hits(p + up * 0.01, mirror)
    hit = np.isfinite(t)
    if hit.any():
        reflection[hit] = scene.surface(p[hit] + mirror[hit] * t[hit, None], mirror[hit])
    fresnel = 0.03 + 0.5 * (1 - np.abs(d[:, 1:2])) ** 5
    return np.asarray(ground(p) * light + reflection * fresnel * open_, np.float32)
