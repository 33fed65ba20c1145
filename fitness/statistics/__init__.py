"""Statistics: intervals, comparisons, fronts and power, as pure functions of arrays.

``bootstrap`` holds the resampling and the one ``interval`` that everything is reported with;
``aggregates`` and ``comparisons`` what is built on it, ``multiple`` the correction for many
tests, ``fronts`` and ``diversity`` what sets of points are worth, ``power`` what a number of
opportunities can show.  Nothing here knows worlds, rewards or tallies.
"""
