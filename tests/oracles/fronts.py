"""Ranks, crowding and area of points with two objectives, slowly: from the definitions."""

import math
from itertools import pairwise


def dominates(a, b):
    """At least as good in both, better in one."""
    return all(x >= y for x, y in zip(a, b, strict=True)) and tuple(a) != tuple(b)


def ranks(points):
    """Peel off what nothing left dominates, again and again."""
    out, left, front = [None] * len(points), set(range(len(points))), 0
    while left:
        free = {i for i in left if not any(dominates(points[j], points[i]) for j in left)}
        for i in free:
            out[i] = front
        left, front = left - free, front + 1
    return out


def crowding_distance(points, rank):
    """The algorithm of Deb et al. (2002), front by front, objective by objective."""
    distance = [0.0] * len(points)
    for front in set(rank):
        members = [i for i, r in enumerate(rank) if r == front]
        for k in range(2):
            order = sorted(members, key=lambda i: points[i][k])
            span = points[order[-1]][k] - points[order[0]][k]
            distance[order[0]] = distance[order[-1]] = math.inf
            for before, i, after in zip(order, order[1:], order[2:], strict=False):
                if span > 0:
                    distance[i] += (points[after][k] - points[before][k]) / span
    return distance


def hypervolume(points, reference):
    """Cells of the grid through all coordinates, each counted if some point covers it."""
    above = [p for p in points if p[0] > reference[0] and p[1] > reference[1]]
    xs, ys = (sorted({reference[k], *(p[k] for p in above)}) for k in range(2))
    return sum(
        (x1 - x0) * (y1 - y0)
        for x0, x1 in pairwise(xs)
        for y0, y1 in pairwise(ys)
        if any(p[0] >= x1 and p[1] >= y1 for p in above)
    )
