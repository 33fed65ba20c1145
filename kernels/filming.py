"""Filming: states, events and feelings of some steps of a life, kept in its record."""

import numpy as np

from kernels.arrays import Record
from kernels.compiling import scalar
from kernels.layout import N_EVENTS, N_INPUTS
from kernels.types import I32, F32Array, U32Array


@scalar
def frame_of(record: Record, life: I32, step: I32) -> I32:
    """Which frame of the film a step is, or -1 if it is not filmed."""
    frame = step - record.film_from
    filmed = life == 0 and 0 <= frame < record.film_watched.shape[0]
    return frame if filmed else np.int32(-1)


@scalar
def keep_scene(record: Record, frame: I32, watched: I32, state: U32Array, chance: F32Array) -> None:
    """Keep the state before an act, and who could harm or help by it."""
    record.film_watched[frame] = watched
    for word in range(state.shape[0]):
        record.film_state[frame, word] = state[word]
    for agent in range(chance.shape[0]):
        record.film_chances[frame, agent, 0] = chance[agent, 0]
        record.film_chances[frame, agent, 1] = chance[agent, 1]


@scalar
def keep_events(record: Record, frame: I32, events: F32Array) -> None:
    """Keep what the act did."""
    for agent in range(events.shape[0]):
        for column in range(N_EVENTS):
            record.film_events[frame, agent, column] = events[agent, column]


@scalar
def keep_inputs(record: Record, life: I32, step: I32, inputs: F32Array) -> None:
    """Keep what the rewards of a filmed step were made of, known once it is seen where it led."""
    frame = frame_of(record, life, step)
    if frame < 0:
        return
    for agent in range(inputs.shape[0]):
        for column in range(N_INPUTS):
            record.film_inputs[frame, agent, column] = inputs[agent, column]
