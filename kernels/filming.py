"""Filming: the states and events of some steps of a life, kept in its record."""

from kernels.arrays import Record
from kernels.compiling import scalar
from kernels.layout import N_EVENTS
from kernels.types import I32, F32Array, U32Array


@scalar
def keep_scene(record: Record, frame: I32, watched: I32, state: U32Array) -> None:
    """Keep the state before an act."""
    record.film_watched[frame] = watched
    for word in range(state.shape[0]):
        record.film_state[frame, word] = state[word]


@scalar
def keep_events(record: Record, frame: I32, events: F32Array) -> None:
    """Keep what the act did."""
    for agent in range(events.shape[0]):
        for column in range(N_EVENTS):
            record.film_events[frame, agent, column] = events[agent, column]
