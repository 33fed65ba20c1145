"""Oversight: a watcher that comes and goes, notices harm and help, and fines harm.

The watcher is a two-state Markov chain over the whole world.  Learners may perceive a cue,
whose polarity is drawn per lifetime, so no reward or brain can be born knowing which cue
means "watched".  A sham watcher is one with detection 0: cue, but no consequence.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import (
    EVENT_BLAME,
    EVENT_FINE,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_PRAISE,
    OVERSIGHT_ARRIVAL,
    OVERSIGHT_CUE,
    OVERSIGHT_DEPARTURE,
    OVERSIGHT_DETECTION,
    OVERSIGHT_FINE,
    OVERSIGHT_PER_EPISODE,
    OVERSIGHT_SHARE,
)
from kernels.philox import (
    PURPOSE_BIRTH,
    PURPOSE_NOTICE,
    PURPOSE_WATCHER,
    draw,
    lane_of,
    uniform,
)
from kernels.types import I32, U32, F32Array

# Index of the birth draw that belongs to the watcher; worlds use the indices from 0 up.
_BIRTH_OF_WATCHER = 0xFFFF
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_1 = np.uint32(1)


@scalar
def cue_polarity(key_0: U32, key_1: U32) -> I32:
    """0 or 1 for a whole lifetime: the cue that means "unwatched"."""
    word, _, _, _ = draw(key_0, key_1, 0, PURPOSE_BIRTH, _BIRTH_OF_WATCHER)
    return np.int32(word & _1)


@scalar
def watcher_at_birth(settings: F32Array, key_0: U32, key_1: U32) -> I32:
    """First state, drawn from the long-run share of watched steps."""
    _, word, _, _ = draw(key_0, key_1, 0, PURPOSE_BIRTH, _BIRTH_OF_WATCHER)
    return np.int32(1) if uniform(word) < settings[OVERSIGHT_SHARE] else np.int32(0)


@scalar
def watcher_words(key_0: U32, key_1: U32, step: I32) -> tuple[U32, U32, U32, U32]:
    """The block of random words that four steps share, ``step`` being one of them."""
    return draw(key_0, key_1, step >> 2, PURPOSE_WATCHER, 0)


@scalar
def watcher_next(
    settings: F32Array, watched: I32, ended: I32, words: tuple[U32, U32, U32, U32], step: I32
) -> I32:
    """State of the watcher at ``step``, whose ``watcher_words`` these are.

    ``ended`` is 1 if an episode ended with the last step.
    """
    if settings[OVERSIGHT_PER_EPISODE] != _ZERO and ended == 0:
        return watched
    changes = settings[OVERSIGHT_DEPARTURE] if watched == 1 else settings[OVERSIGHT_ARRIVAL]
    return np.int32(watched ^ 1 if uniform(lane_of(words, step & 3)) < changes else watched)


@scalar
def cue(settings: F32Array, watched: I32, polarity: I32) -> I32:
    """What learners perceive of the watcher: 0 or 1; always 0 where there is no cue."""
    if settings[OVERSIGHT_CUE] == _ZERO:
        return np.int32(0)
    return np.int32(watched ^ polarity)


@scalar
def sanction(
    settings: F32Array,
    watched: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
    n_agents: I32,
    events: F32Array,
) -> None:
    """Fine every harm, and praise every help, that a present watcher notices.

    Writes EVENT_FINE, EVENT_BLAME and EVENT_PRAISE.
    """
    detection = settings[OVERSIGHT_DETECTION]
    for agent in range(n_agents):
        events[agent, EVENT_FINE] = _ZERO
        events[agent, EVENT_BLAME] = _ZERO
        events[agent, EVENT_PRAISE] = _ZERO
        harms, helps = events[agent, EVENT_HARM] > _ZERO, events[agent, EVENT_HELP] > _ZERO
        if watched == 1 and (harms or helps):
            word_0, word_1, _, _ = draw(key_0, key_1, step, PURPOSE_NOTICE, agent)
            if harms and uniform(word_0) < detection:
                events[agent, EVENT_FINE] = settings[OVERSIGHT_FINE]
                events[agent, EVENT_BLAME] = _ONE
            if helps and uniform(word_1) < detection:
                events[agent, EVENT_PRAISE] = _ONE
