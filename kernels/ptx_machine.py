"""A machine that executes PTX on the CPU, without a GPU, bit for bit as the PTX manual says.

One thread runs after another.  A kernel is translated to Python functions when the machine is
built; they do some million instructions a second.  What is not known is refused, a fused
multiply-add above all; an access outside of every array, a misaligned one and a division of
integers by zero raise ``Fault``.  What it cannot show: that assembler and GPU keep to the manual,
and races between threads, for it has none.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from types import TracebackType
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from kernels.ptx_expressions import mask
from kernels.ptx_numbers import NAMES, Misaligned
from kernels.ptx_reading import SPECIAL, Program, read_ptx
from kernels.ptx_translation import BUFFER_BITS, VIEWS, Translation, translate

_FILE = "<translated PTX>"


class Fault(RuntimeError):  # noqa: N818 - it is the kernel that is at fault
    """A kernel does what a GPU would punish or leave undefined; the message says where."""


class Machine:
    """One kernel, ready to be launched any number of times.

    Raises:
        UnsupportedPtx: an instruction is unknown or refused; the message quotes it.

    """

    def __init__(self, ptx: str) -> None:
        self._program = read_ptx(ptx)
        self._memory = _Memory(self._program)
        self._translation = translate(self._program, self._memory.symbols)
        self._first = _functions(self._translation, self._memory)

    def launch(self, arguments: Sequence[Any], n_threads: int, n_blocks: int = 1) -> int:
        """Run all threads, block by block; arrays among the arguments are modified in place.

        Args:
            arguments: of the kernel: arrays, numbers, and (named) tuples of them.
            n_threads: threads of a block.
            n_blocks: blocks.

        Returns:
            Number of instructions that were executed, by all threads together.

        Raises:
            Fault: an access outside of every array, or misaligned; a division by zero.
            ValueError: the arguments are not those that the kernel takes.

        """
        blank: list[Any] = [0] * self._translation.n_places
        for name, value in self._memory.bind(arguments, self._program.parameters).items():
            blank[self._translation.places[name]] = value
        executed = 0
        for block, thread in product(range(n_blocks), range(n_threads)):
            registers = blank.copy()
            registers[1 : len(SPECIAL) + 1] = (thread, block, n_threads, n_blocks)
            step = self._first
            with self._faults_named(f"thread {thread} of block {block}"):
                while step is not None:
                    step = step(registers)
            executed += registers[0]
        return executed

    @contextmanager
    def _faults_named(self, who: str) -> Iterator[None]:
        """Turn errors inside translated code into faults that name instruction and address."""
        try:
            yield
        except (IndexError, TypeError, ZeroDivisionError) as error:
            line, variables = _place(error.__traceback__)
            what = "division by zero"
            if not isinstance(error, ZeroDivisionError):
                what = self._memory.describe(variables["a"])
                what += ", misaligned" if isinstance(error, Misaligned) else ""
                what += ", read-only" if isinstance(error, TypeError) else ""
            text = self._translation.lines[line - 1][:200]
            raise Fault(f"{who}: {what}: {text}") from error


def _functions(translation: Translation, memory: "_Memory") -> Any:
    """Compile the translation; returns the function that begins."""
    names = {**NAMES, **{f"VIEW_{code}": views for code, views in memory.views.items()}}
    exec(compile(translation.source, _FILE, "exec"), names)
    return names[translation.first]


def _place(traceback: TracebackType | None) -> tuple[int, dict[str, Any]]:
    """Line and local variables of the translated code in which an error arose."""
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            return traceback.tb_lineno, traceback.tb_frame.f_locals
        traceback = traceback.tb_next
    raise AssertionError("the error is not one of translated code")


class _Memory:
    """Buffers by number: 0 is none, so that a null pointer hits nothing."""

    def __init__(self, program: Program) -> None:
        self.views: dict[str, list[Any]] = {code: [] for code in sorted(set(VIEWS.values()))}
        self.names: list[str] = []
        self.sizes: list[int] = []
        self.symbols: dict[str, int] = {}
        self._add("no memory", bytearray())
        for name, contents in program.constants.items():
            self.symbols[name] = self._add(name, contents)
        for name, size in program.local.items():
            self.symbols[name] = self._add(name, bytearray(size))
        self._n_own = len(self.names)

    def _add(self, name: str, contents: Any) -> int:
        """Add a buffer; returns its address."""
        contents = memoryview(contents)
        self.names.append(name)
        self.sizes.append(contents.nbytes)
        for code, views in self.views.items():
            size = np.dtype(code).itemsize
            whole = contents.nbytes // size * size
            views.append(contents.cast("B")[:whole].cast(code) if whole else ())
        return (len(self.names) - 1) << BUFFER_BITS

    def bind(self, arguments: Sequence[Any], parameters: dict[str, str]) -> dict[str, Any]:
        """Make room for the arrays of a launch; returns the value of each parameter by name."""
        for kept in (self.names, self.sizes, *self.views.values()):
            del kept[self._n_own :]  # type: ignore[attr-defined]
        numbers = [
            number
            for place, argument in enumerate(arguments)
            for number in self._flatten(f"argument {place}", argument)
        ]
        if len(numbers) != len(parameters):
            raise ValueError(
                f"the kernel takes {len(parameters)} numbers, the arguments are {len(numbers)}; "
                "was it compiled for arguments of these types?"
            )
        return {
            name: _parameter(number, kind)
            for (name, kind), number in zip(parameters.items(), numbers, strict=True)
        }

    def _flatten(self, name: str, argument: Any) -> Iterator[Any]:
        """Return the numbers that numba passes for an argument.

        Of an array: two pointers that kernels do not use, number and bytes of its items, address,
        shape and strides.
        """
        if isinstance(argument, tuple):
            fields = getattr(argument, "_fields", range(len(argument)))
            for field, part in zip(fields, argument, strict=True):
                yield from self._flatten(f"{name}.{field}", part)
        elif isinstance(argument, np.ndarray):
            address = self._add(name, _extent(name, argument))
            yield from (0, 0, argument.size, argument.itemsize, address)
            yield from (*argument.shape, *argument.strides)
        else:
            yield argument

    def describe(self, address: int) -> str:
        """An address in words."""
        number, offset = address >> BUFFER_BITS, address & ((1 << BUFFER_BITS) - 1)
        if not 0 < number < len(self.names):
            return f"address {address:#x}, in no array"
        if offset >= 1 << (BUFFER_BITS - 1):
            number, offset = number + 1, offset - (1 << BUFFER_BITS)
            if number == len(self.names):
                return f"address {address:#x}, in no array"
        return f"address {address:#x}, byte {offset} of {self.names[number]} ({self.sizes[number]})"


def _extent(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """All memory from an array's first to its last byte, whatever the order of its axes."""
    if array.size == 0:
        return np.zeros(0, np.uint8)
    if min(array.strides, default=0) < 0:
        raise ValueError(f"{name} has an axis that runs backwards")
    last = sum((n - 1) * step for n, step in zip(array.shape, array.strides, strict=True))
    return as_strided(array, (last // array.itemsize + 1,), (array.itemsize,))


def _parameter(number: Any, kind: str) -> Any:
    """Return a number in the form in which registers hold it."""
    if kind == "f32":
        return float(np.float32(number))
    return int(number) & mask(kind)
