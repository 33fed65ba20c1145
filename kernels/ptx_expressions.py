"""What each PTX instruction computes, as a Python expression.

Integer registers hold their bits as an integer from 0 to 2**width - 1, predicates a bool, float32
registers a float.  Nothing of PTX's own text enters an expression, but names of registers and
numbers that were read.
"""

import math
import re
from collections.abc import Callable

from kernels.ptx_numbers import float_of_bits
from kernels.ptx_reading import Instruction, Program

_INTEGER = re.compile(r"-?(?:0x[0-9a-fA-F]+|\d+)")
_FLOAT = re.compile(r"0[fF]([0-9a-fA-F]{8})")
_INTEGER_TYPE = re.compile(r"[usb](8|16|32|64)")

_ORDERED = {"eq": "==", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_INTEGER_COMPARISONS = _ORDERED | {"ne": "!=", "lo": "<", "ls": "<=", "hi": ">", "hs": ">="}
# Those that end in u are True where either is nan, and written so.
_FLOAT_COMPARISONS = {
    **{name: "{a} " + sign + " {b}" for name, sign in _ORDERED.items()},
    "ne": "({a} < {b} or {a} > {b})", "neu": "{a} != {b}",
    "equ": "not ({a} < {b} or {a} > {b})", "ltu": "not {a} >= {b}", "leu": "not {a} > {b}",
    "gtu": "not {a} <= {b}", "geu": "not {a} < {b}",
    "num": "({a} == {a} and {b} == {b})", "nan": "({a} != {a} or {b} != {b})",
}  # fmt: skip
# Operations that round need their .rn: without it the assembler may fuse a product and a sum.
_FLOAT_OPERATIONS = {
    "add.rn.f32": "{a} + {b}", "sub.rn.f32": "{a} - {b}", "mul.rn.f32": "{a} * {b}",
    "div.rn.f32": "divided({a}, {b})", "rcp.rn.f32": "divided(1.0, {a})",
    "sqrt.rn.f32": "root({a})",
}  # fmt: skip
_EXACT_FLOAT_OPERATIONS = {
    "neg.f32": "-{a}", "abs.f32": "abs({a})",
    "min.f32": "least({a}, {b})", "max.f32": "greatest({a}, {b})",
}  # fmt: skip
_ROUNDINGS = {"rzi": "TRUNC", "rmi": "FLOOR", "rpi": "CEIL", "rni": "NEAREST"}


def width(kind: str) -> int:
    """Bits of a type such as ``u32``; 1 of a predicate."""
    return 1 if kind == "pred" else int(kind[1:])


def mask(kind: str) -> int:
    """Return the largest unsigned number of a type."""
    return (1 << width(kind)) - 1


def name_of(register: str) -> str:
    """Name of a register's variable in Python."""
    return register.replace("%", "_").replace(".", "_")


class Operands:
    """Reads operands as Python expressions."""

    def __init__(self, program: Program, symbols: dict[str, int]) -> None:
        self.program = program
        self.symbols = symbols

    def value(self, instruction: Instruction, operand: str, kind: str) -> str:
        """A register of this type, a number, or the address of a symbol."""
        if operand.startswith("%"):
            held = self.program.type_of(operand)
            if held != kind and not (_is_integer(held) and _is_integer(kind)
                                     and width(held) == width(kind)):  # fmt: skip
                raise instruction.refusal(f"{operand} is not of type {kind}")
            return name_of(operand)
        number = _FLOAT.fullmatch(operand)
        if number and kind == "f32":
            return _float_literal(float_of_bits(int(number[1], 16)))
        if operand in self.symbols and kind in ("u64", "b64"):
            return str(self.symbols[operand])
        if not _INTEGER.fullmatch(operand) or kind[0] == "f":
            raise instruction.refusal(f"{operand} is no {kind}")
        bits = int(operand, 0) & mask(kind)
        return str(bool(bits)) if kind == "pred" else str(bits)

    def signed(self, instruction: Instruction, operand: str, kind: str) -> str:
        """Return the signed value where the type is signed, else as ``value``."""
        return as_signed(self.value(instruction, operand, kind), kind)


def _is_integer(kind: str) -> bool:
    return bool(_INTEGER_TYPE.fullmatch(kind))


def as_signed(value: str, kind: str) -> str:
    """Signed value of bits of a signed type; those of another type are as they are."""
    if kind[0] != "s":
        return value
    sign = 1 << (width(kind) - 1)
    return str((int(value) ^ sign) - sign) if value.isdigit() else f"(({value} ^ {sign}) - {sign})"


def _biased(value: str, kind: str) -> str:
    """A number in the same order as the signed values: cheaper to compare."""
    if kind[0] != "s":
        return value
    sign = 1 << (width(kind) - 1)
    return str(int(value) ^ sign) if value.isdigit() else f"({value} ^ {sign})"


def _float_literal(x: float) -> str:
    if math.isfinite(x):
        return f"({x!r})"
    return "NAN" if x != x else "INF" if x > 0.0 else "(-INF)"


def rounds(instruction: Instruction) -> bool:
    """Whether the result must still be rounded to float32."""
    return ".".join(instruction.parts) in _FLOAT_OPERATIONS


def expression(instruction: Instruction, read: Operands) -> str:
    """Value of an instruction's result, in the form in which its register holds it.

    Raises:
        UnsupportedPtx: the instruction is not among those known, or is a fused multiply-add.

    """
    base, kind = instruction.parts[0], instruction.parts[-1]
    if base == "fma" or (base == "mad" and kind[0] == "f"):
        raise instruction.refusal("a fused multiply-add rounds otherwise than a CPU does")
    opcode, sources = ".".join(instruction.parts), instruction.operands[1:]
    template = _FLOAT_OPERATIONS.get(opcode) or _EXACT_FLOAT_OPERATIONS.get(opcode)
    if not template and base in _SHAPED:
        return _SHAPED[base](instruction, read)
    template = template or _integer_template(instruction)
    if len(sources) != sum("{" + name + "}" in template for name in "ab"):
        raise instruction.refusal("unexpected number of operands")
    reader = read.value if base in _SIGNLESS else read.signed
    values = {
        name: reader(instruction, operand, kind)
        for name, operand in zip("ab", sources, strict=False)
    }
    return template.format(**values, mask=mask(kind))


# Low bits of these do not depend on signs.
_SIGNLESS = ("add", "sub", "and", "or", "xor", "not", "neg")
_INTEGER_OPERATIONS = {
    "add": "({a} + {b}) & {mask}", "sub": "({a} - {b}) & {mask}",
    "neg": "-{a} & {mask}", "abs": "abs({a}) & {mask}",
    "min": "({a} if {a} < {b} else {b}) & {mask}", "max": "({a} if {a} > {b} else {b}) & {mask}",
    "div": "quotient({a}, {b}) & {mask}", "rem": "remainder({a}, {b}) & {mask}",
}  # fmt: skip
_BIT_OPERATIONS = {
    "and": "{a} & {b}", "or": "{a} | {b}", "xor": "{a} ^ {b}", "not": "{a} ^ {mask}",
    "not.pred": "not {a}",
}  # fmt: skip


def _integer_template(instruction: Instruction) -> str:
    base, kind, extra = instruction.parts[0], instruction.parts[-1], instruction.parts[1:-1]
    bitwise = kind == "pred" or kind[0] == "b"
    if not extra and (kind == "pred" or _is_integer(kind)):
        known = _BIT_OPERATIONS if bitwise else _INTEGER_OPERATIONS
        template = known.get(f"{base}.{kind}") or known.get(base)
        if template:
            return template
    raise instruction.refusal("unknown instruction")


def _kind_of(instruction: Instruction, *extras: str) -> str:
    """Return the integer type of an instruction with one of the given modifiers, or with none."""
    *extra, kind = instruction.parts[1:]
    if ".".join(extra) not in extras or not _is_integer(kind):
        raise instruction.refusal("unknown instruction")
    return kind


def _multiply(instruction: Instruction, read: Operands) -> str:
    kind = _kind_of(instruction, "lo", "hi", "wide")
    part = instruction.parts[1]
    reader = read.value if part == "lo" else read.signed
    a, b = (reader(instruction, operand, kind) for operand in instruction.operands[1:3])
    result = f"{kind[0]}{2 * width(kind)}" if part == "wide" else kind
    product = f"({a} * {b} >> {width(kind)})" if part == "hi" else f"({a} * {b})"
    if instruction.parts[0] == "mad":
        product = f"({product} + {read.value(instruction, instruction.operands[3], result)})"
    return f"{product} & {mask(result)}"


def _shift(instruction: Instruction, read: Operands) -> str:
    kind = _kind_of(instruction, "")
    by = read.value(instruction, instruction.operands[2], "u32")
    if instruction.parts[0] == "shr":
        value = read.signed(instruction, instruction.operands[1], kind)
        return f"({value} >> {by}) & {mask(kind)}" if kind[0] == "s" else f"{value} >> {by}"
    value = read.value(instruction, instruction.operands[1], kind)
    if by.isdigit():
        return f"({value} << {by}) & {mask(kind)}" if int(by) < width(kind) else "0"
    return f"({value} << {by}) & {mask(kind)} if {by} < {width(kind)} else 0"


def _funnel(instruction: Instruction, read: Operands) -> str:
    low, high, by = (read.value(instruction, x, "b32") for x in instruction.operands[1:])
    opcode = ".".join(instruction.parts)
    if opcode == "shf.l.wrap.b32":
        return f"(({high} << 32 | {low}) << ({by} & 31) >> 32) & {mask('b32')}"
    if opcode == "shf.r.wrap.b32":
        return f"(({high} << 32 | {low}) >> ({by} & 31)) & {mask('b32')}"
    raise instruction.refusal("unknown instruction")


def _insert(instruction: Instruction, read: Operands) -> str:
    kind = _kind_of(instruction, "")
    types = (kind, kind, "u32", "u32")
    values = [
        read.value(instruction, operand, of_type)
        for operand, of_type in zip(instruction.operands[1:], types, strict=True)
    ]
    return f"inserted({', '.join(values)}, {width(kind)})"


def _compare(instruction: Instruction, read: Operands) -> str:
    *relation, kind = instruction.parts[1:]
    a, b = (read.value(instruction, operand, kind) for operand in instruction.operands[1:3])
    known = _FLOAT_COMPARISONS if kind == "f32" else _INTEGER_COMPARISONS
    if len(relation) != 1 or relation[0] not in known or len(instruction.operands) != 3:
        raise instruction.refusal("unknown instruction")
    if kind == "f32":
        return _FLOAT_COMPARISONS[relation[0]].format(a=a, b=b)
    return f"{_biased(a, kind)} {_INTEGER_COMPARISONS[relation[0]]} {_biased(b, kind)}"


def _select(instruction: Instruction, read: Operands) -> str:
    if len(instruction.parts) != 2:
        raise instruction.refusal("unknown instruction")
    a, b = (read.value(instruction, x, instruction.parts[1]) for x in instruction.operands[1:3])
    return f"{a} if {read.value(instruction, instruction.operands[3], 'pred')} else {b}"


def _move(instruction: Instruction, read: Operands) -> str:
    """Also between an integer and a float32 register, and of two halves into one register."""
    kind, source = instruction.parts[-1], instruction.operands[1]
    held = read.program.type_of(instruction.operands[0])
    if instruction.parts[0] == "mov" and len(instruction.parts) != 2:
        raise instruction.refusal("unknown instruction")
    if source.startswith("{"):
        half = f"b{width(kind) // 2}"
        low, high = (read.value(instruction, x.strip(), half) for x in source[1:-1].split(","))
        return f"{low} | {high} << {width(half)}"
    if kind == "b32" and (held == "f32") != (read.program.type_of(source) == "f32"):
        if held == "f32":
            return f"float_of_bits({read.value(instruction, source, 'b32')})"
        return f"bits_of_float({read.value(instruction, source, 'f32')})"
    return read.value(instruction, source, held if kind == "b32" else kind)


def _convert(instruction: Instruction, read: Operands) -> str:
    target, source = instruction.parts[-2:]
    rounding, operand = ".".join(instruction.parts[1:-2]), instruction.operands[1]
    if (target, source) == ("f32", "f32") and rounding in _ROUNDINGS:
        return f"integral({_ROUNDINGS[rounding]}, {read.value(instruction, operand, 'f32')})"
    if source == "f32" and rounding in _ROUNDINGS and _is_integer(target):
        low, high = (-(mask(target) // 2) - 1, mask(target) // 2) if target[0] == "s" else (
            0, mask(target))  # fmt: skip
        x = read.value(instruction, operand, "f32")
        value = f"integer_of_float({_ROUNDINGS[rounding]}, {x}, {low}, {high})"
        return f"{value} & {mask(read.program.type_of(instruction.operands[0]))}"
    if not _is_integer(source) or not operand.startswith("%"):
        raise instruction.refusal("unknown instruction")
    value = _narrowed(name_of(operand), read.program.type_of(operand), source)
    if target == "f32" and rounding == "rn":
        return f"float_of_integer({as_signed(value, source)})"
    if rounding or not _is_integer(target):
        raise instruction.refusal("unknown instruction")
    return _integer_to_integer(instruction, read, value, target, source)


def _narrowed(value: str, held: str, kind: str) -> str:
    """Return the low bits of a register that may be wider than what is read."""
    return value if width(held) == width(kind) else f"({value} & {mask(kind)})"


def _integer_to_integer(
    instruction: Instruction, read: Operands, value: str, target: str, source: str
) -> str:
    """Bits of the result, extended to its register as the target type's sign demands."""
    held = read.program.type_of(instruction.operands[0])
    if width(target) > width(source):
        value = f"({as_signed(value, source)} & {mask(target)})" if source[0] == "s" else value
    elif width(target) < width(source):
        value = f"({value} & {mask(target)})"
    if target[0] == "s" and width(held) > width(target):
        return f"{as_signed(value, target)} & {mask(held)}"
    return value


_SHAPED: dict[str, Callable[[Instruction, Operands], str]] = {
    "mul": _multiply, "mad": _multiply, "shl": _shift, "shr": _shift, "shf": _funnel,
    "bfi": _insert, "setp": _compare, "selp": _select, "mov": _move, "cvta": _move, "cvt": _convert,
}  # fmt: skip
