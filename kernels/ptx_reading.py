"""Reading PTX, the assembly language of NVIDIA GPUs, as numba-cuda writes it.

Source: NVIDIA, "Parallel Thread Execution ISA".  One kernel a text, one instruction a line.
"""

import re
from dataclasses import dataclass


class UnsupportedPtx(ValueError):  # noqa: N818 - it is what was given that is unsupported
    """PTX that the machine does not know, or refuses; the message quotes it."""


@dataclass(frozen=True)
class Instruction:
    """One instruction."""

    text: str
    guard: str
    """The predicate register on which it depends, or nothing."""
    negated: bool
    """Whether it is done where the guard does not hold."""
    parts: tuple[str, ...]
    """The opcode, split at its dots."""
    operands: tuple[str, ...]
    """In order; a vector in braces, or an address in brackets, is one."""

    def refusal(self, reason: str) -> UnsupportedPtx:
        """Return an error that quotes the instruction."""
        return UnsupportedPtx(f"{reason}: {self.text[:200]}")

    @property
    def reads(self) -> list[str]:
        """Registers whose values it needs; of a guarded one also what it may leave unwritten."""
        sources = self.operands if self._writes_nothing else self.operands[1:]
        kept = self.writes if self.guard else []
        return [*_registers((self.guard, *sources)), *kept]

    @property
    def writes(self) -> list[str]:
        """Registers that it sets."""
        return [] if self._writes_nothing else _registers(self.operands[:1])

    @property
    def _writes_nothing(self) -> bool:
        return self.parts[0] in ("st", "bra", "ret")


@dataclass(frozen=True)
class Program:
    """One kernel."""

    parameters: dict[str, str]
    """Type of each parameter, such as ``u64``, by name and in order."""
    constants: dict[str, bytes]
    """Contents of constant memory by name."""
    local: dict[str, int]
    """Bytes of a thread's own memory by name."""
    registers: dict[str, str]
    """Type by name, or by the common part of many names."""
    code: list[Instruction]
    labels: dict[str, int]
    """Index of the instruction that follows a label."""

    def type_of(self, register: str) -> str:
        """Type of a register, such as ``b64``; special ones are ``b32``."""
        return self.registers.get(register) or self.registers.get(register.rstrip("0123456789"), "")


SPECIAL = ("%tid.x", "%ctaid.x", "%ntid.x", "%nctaid.x")
"""Registers that tell a thread which one it is: thread, block, threads a block, blocks."""

_REGISTER = re.compile(r"%[A-Za-z_]+\d*(?:\.[xyz])?")
_OPERAND = re.compile(r"\{[^}]*\}|\[[^\]]*\]|[^,\s]+")
_STATEMENT = re.compile(r"(?:@(!?)(%\w+)\s+)?([a-z]\S*)\s*(.*)", re.S)
_PARAMETER = re.compile(r"\.param\s+\.(\w+)[^,]*?([\w$]+)\s*(?:,|$)")
_BYTES = re.compile(
    r"^\s*(?:\.visible\s+)?\.(?:const|global)\s+\.align\s+\d+\s+\.b8\s+([\w$]+)\[(\d+)\]"
    r"(?:\s*=\s*\{([^}]*)\})?;", re.M,
)  # fmt: skip
_LOCAL = re.compile(r"\.local\s+\.align\s+\d+\s+\.b8\s+([\w$]+)\[(\d+)\]")
_DECLARED = re.compile(r"\.reg\s+\.(\w+)\s+(%\w+)")


def read_ptx(ptx: str) -> Program:
    """Read the text of one kernel.

    Raises:
        UnsupportedPtx: it holds another number of kernels than one, or what is no instruction.

    """
    text = re.sub(r"//.*", "", ptx)
    if text.count(".entry") != 1 or re.search(r"\.func\b", text):
        raise UnsupportedPtx("expected PTX of one kernel and no other function")
    before, _, kernel = text.partition(".entry")
    head, _, body = kernel.partition("{")
    parameters = head[head.index("(") + 1 : head.rindex(")")] if "(" in head else ""
    code: list[Instruction] = []
    labels: dict[str, int] = {}
    for line in body[: body.rindex("}")].splitlines():
        statement = line.strip()
        if re.fullmatch(r"[\w$]+:", statement):
            labels[statement[:-1]] = len(code)
        elif statement and not statement.startswith("."):
            code.append(_instruction(statement))
    return Program(
        parameters={name: kind for kind, name in _PARAMETER.findall(parameters)},
        constants={name: _contents(int(n), given) for name, n, given in _BYTES.findall(before)},
        local={name: int(size) for name, size in _LOCAL.findall(body)},
        registers={name: kind for kind, name in _DECLARED.findall(body)}
        | dict.fromkeys(SPECIAL, "b32"),
        code=code,
        labels=labels,
    )


def _contents(size: int, given: str) -> bytes:
    """Bytes that are listed; the rest is 0."""
    listed = bytes(int(number) for number in given.split(",") if number.strip())
    return listed.ljust(size, b"\0")


def _instruction(statement: str) -> Instruction:
    found = _STATEMENT.fullmatch(statement.rstrip(";").rstrip())
    if not found or not statement.endswith(";"):
        raise UnsupportedPtx(f"not an instruction: {statement[:200]}")
    negation, guard, opcode, rest = found.groups()
    operands = tuple(_OPERAND.findall(rest))
    return Instruction(statement, guard or "", negation == "!", tuple(opcode.split(".")), operands)


def _registers(operands: tuple[str, ...]) -> list[str]:
    return [name for operand in operands for name in _REGISTER.findall(operand)]
