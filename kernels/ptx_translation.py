"""Translating PTX to Python functions, one for each stretch of code that a label begins.

A function takes the list of registers ``R`` and returns the function to go on with, or None at the
end.  A register is a local variable while a function runs; it has a place in the list only if some
function needs its value before it sets it.  Entry 0 of the list counts instructions.

An address is the number of a buffer times 2**40 plus the byte within it, so that every access is
within one buffer or an error: see ``kernels.ptx_machine``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kernels.ptx_expressions import Operands, expression, mask, name_of, rounds, width
from kernels.ptx_reading import SPECIAL, Instruction, Program

BUFFER_BITS = 40
VIEWS = {
    "u8": "B", "s8": "b", "b8": "B", "u16": "H", "s16": "h", "b16": "H", "u32": "I", "s32": "i",
    "b32": "I", "u64": "Q", "s64": "Q", "b64": "Q", "f32": "f",
}  # fmt: skip
"""Type of memory -> format of its view, as of ``memoryview``; there is a list VIEW_* of each."""
# Where memory is; an access that does not say it is generic.
_SPACES = ("global", "const", "local")
_ADDRESS = re.compile(r"\[\s*(%?[\w$]+)\s*(?:\+\s*(-?\d+))?\s*\]")


@dataclass(frozen=True)
class Translation:
    """A kernel in Python."""

    source: str
    lines: list[str]
    """The PTX instruction of each line of the source."""
    first: str
    """Name of the function that begins."""
    places: dict[str, int]
    """Place in the list of registers: of special registers, parameters and registers."""
    n_places: int


def translate(program: Program, symbols: dict[str, int]) -> Translation:
    """Translate a kernel; ``symbols`` are the addresses of constant and local memory.

    Raises:
        UnsupportedPtx: an instruction is unknown or refused; the message quotes it.

    """
    stretches = list(_stretches(program))
    names = [*SPECIAL, *program.parameters, *sorted(_needed(stretches) - set(SPECIAL))]
    places = {name: place for place, name in enumerate(names, 1)}
    writer = _Writer(program, Operands(program, symbols), places)
    for number, (begin, code) in enumerate(stretches):
        following = stretches[number + 1][0] if number + 1 < len(stretches) else None
        writer.write_function(begin, code, following)
    source = "\n".join(writer.source) + "\n"
    return Translation(source, writer.lines, f"L{stretches[0][0]}", places, len(places) + 1)


def _stretches(program: Program) -> Iterator[tuple[int, list[Instruction]]]:
    """Code between labels that are branched to, each with the index at which it begins."""
    targets = {x.operands[0] for x in program.code if x.parts[0] == "bra"}
    for name in targets - set(program.labels):
        raise next(x for x in program.code if name in x.operands).refusal("no such label")
    begins = sorted({0, *(program.labels[name] for name in targets)})
    for begin, end in zip(begins, [*begins[1:], len(program.code)], strict=True):
        yield begin, program.code[begin:end]


def _needed(stretches: list[tuple[int, list[Instruction]]]) -> set[str]:
    """Registers that some stretch reads before it writes them."""
    needed: set[str] = set()
    for _, code in stretches:
        written: set[str] = set()
        for instruction in code:
            needed.update(name for name in instruction.reads if name not in written)
            written.update(instruction.writes)
    return needed


class _Writer:
    """Writes functions of one kernel, line by line."""

    def __init__(self, program: Program, read: Operands, places: dict[str, int]) -> None:
        self.program = program
        self.read = read
        self.places = places
        self.source: list[str] = []
        self.lines: list[str] = []
        self.begin = 0
        self.held: set[str] = set()
        """Registers that are local variables by now."""

    def write_function(self, begin: int, code: list[Instruction], following: int | None) -> None:
        """Write a stretch of code."""
        self.begin, self.held = begin, set()
        self._line(0, f"def L{begin}(R):", "")
        # The loop is for branches to the stretch's own beginning.
        self._line(1, "while True:", "")
        for done, instruction in enumerate(code, 1):
            self._write(instruction, done)
            if instruction.parts[0] in ("bra", "ret") and not instruction.guard:
                return
        after = "None" if following is None else f"L{following}"
        self._line(2, f"R[0] += {len(code)}; return {after}", "")

    def _line(self, depth: int, text: str, ptx: str) -> None:
        self.source.append("    " * depth + text)
        self.lines.append(ptx)

    def _write(self, instruction: Instruction, done: int) -> None:
        for register in instruction.reads:
            if register not in self.held:
                self.held.add(register)
                place = self.places[register]
                self._line(2, f"{name_of(register)} = R[{place}]", instruction.text)
        depth = 2
        if instruction.guard:
            condition = name_of(instruction.guard)
            negation = "not " if instruction.negated else ""
            self._line(2, f"if {negation}{condition}:", instruction.text)
            depth = 3
        for text in self._statements(instruction, done):
            self._line(depth, text, instruction.text)
        self.held.update(instruction.writes)

    def _statements(self, instruction: Instruction, done: int) -> list[str]:
        base = instruction.parts[0]
        if base == "ret":
            return [f"R[0] += {done}; return None"]
        if base == "bra":
            target = self.program.labels[instruction.operands[0]]
            go = "continue" if target == self.begin else f"return L{target}"
            return [f"R[0] += {done}; {go}"]
        if base == "ld":
            return self._load(instruction)
        if base == "st":
            return self._store(instruction)
        if base == "mov" and instruction.operands[0].startswith("{"):
            return self._split(instruction)
        return [self._set(instruction, instruction.operands[0], expression(instruction, self.read))]

    def _set(self, instruction: Instruction, register: str, value: str) -> str:
        """Assign to a register, and to its place in the list if it has one."""
        if not re.fullmatch(r"%\w+", register):
            raise instruction.refusal("unexpected target")
        place = self.places.get(register)
        targets = f"{name_of(register)} = " + (f"R[{place}] = " if place else "")
        if rounds(instruction):
            return f"ROUNDED[0] = {value}; {targets}ROUNDED[0]"
        return targets + value

    def _split(self, instruction: Instruction) -> list[str]:
        """A register's halves into two registers."""
        low, high = _vector(instruction.operands[0])
        kind = instruction.parts[-1]
        half = f"b{width(kind) // 2}"
        value = self.read.value(instruction, instruction.operands[1], kind)
        for register in (low, high):
            self.read.value(instruction, register, half)
        return [
            self._set(instruction, low, f"{value} & {mask(half)}"),
            self._set(instruction, high, f"{value} >> {width(half)}"),
        ]

    def _load(self, instruction: Instruction) -> list[str]:
        kind = instruction.parts[-1]
        if instruction.parts[:2] == ("ld", "param") and len(instruction.parts) == 3:
            name = instruction.operands[1][1:-1].strip()
            if self.program.parameters.get(name) != kind:
                raise instruction.refusal("not a whole parameter")
            return [self._set(instruction, instruction.operands[0], f"R[{self.places[name]}]")]
        registers = _vector(instruction.operands[0])
        access, slot = self._access(instruction, instruction.operands[1], len(registers))
        for number, register in enumerate(registers):
            held = self.program.type_of(register)
            signed = kind[0] == "s" and width(held) > width(kind)
            self._check_memory_type(instruction, held)
            value = slot.format(number) + (f" & {mask(held)}" if signed else "")
            access.append(self._set(instruction, register, value))
        return access

    def _store(self, instruction: Instruction) -> list[str]:
        kind, values = instruction.parts[-1], _vector(instruction.operands[1])
        access, slot = self._access(instruction, instruction.operands[0], len(values))
        for number, operand in enumerate(values):
            if not operand.startswith("%"):
                access.append(
                    f"{slot.format(number)} = {self.read.value(instruction, operand, kind)}"
                )
                continue
            held = self.program.type_of(operand)
            self._check_memory_type(instruction, held)
            cut = f" & {mask(kind)}" if width(held) > width(kind) else ""
            access.append(f"{slot.format(number)} = {name_of(operand)}{cut}")
        return access

    def _check_memory_type(self, instruction: Instruction, held: str) -> None:
        """Refuse a register that is narrower than what is in memory, or of another nature."""
        kind = instruction.parts[-1]
        if not held or (held == "f32") != (kind == "f32") or width(held) < width(kind):
            raise instruction.refusal("register and memory do not fit")

    def _access(self, instruction: Instruction, operand: str, n: int) -> tuple[list[str], str]:
        """Lines that check an address, and a template of its entry number ``{}``."""
        *modifiers, kind = instruction.parts[1:]
        if modifiers and modifiers[0] in _SPACES:
            modifiers.pop(0)
        address = _ADDRESS.fullmatch(operand)
        if modifiers != ([f"v{n}"] if n > 1 else []) or kind not in VIEWS or not address:
            raise instruction.refusal("unknown access")
        size = width(kind) // 8
        base = self.read.value(instruction, address[1], "u64")
        offset = int(address[2] or 0)
        lines = [
            f"a = {base} + {offset}" if offset else f"a = {base}",
            f"if a & {n * size - 1}: misaligned()",
        ]
        within = (1 << BUFFER_BITS) - 1
        shift = size.bit_length() - 1
        entry = f"((a & {within}) >> {shift})" + (" + {}" if n > 1 else "")
        return lines, f"VIEW_{VIEWS[kind]}[a >> {BUFFER_BITS}][{entry}]"


def _vector(operand: str) -> list[str]:
    """Parts of a vector, or the one operand."""
    return [part.strip() for part in operand.strip("{}").split(",")]
