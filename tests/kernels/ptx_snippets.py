"""Small kernels in PTX, written by hand: each thread computes one entry of an array."""

import numpy as np

from kernels.ptx_machine import Machine

_PREFIX = {"float32": "%f", "uint16": "%rs", "uint32": "%r", "int32": "%r", "uint64": "%rd",
           "int64": "%rd"}  # fmt: skip
_TYPE = {"float32": "f32", "uint16": "u16", "uint32": "u32", "int32": "u32", "uint64": "u64",
         "int64": "u64"}  # fmt: skip
REGISTERS = """
	.reg .pred 	%p<20>;
	.reg .b16 	%rs<20>;
	.reg .f32 	%f<20>;
	.reg .b32 	%r<20>;
	.reg .b64 	%rd<40>;
"""


def kernel(body, n_parameters, before="", declared=""):
    """PTX of a kernel with 64-bit parameters p0, p1, and so on."""
    parameters = ",\n".join(f"\t.param .u64 p{i}" for i in range(n_parameters))
    return (
        f".version 9.0\n.target sm_90\n.address_size 64\n{before}\n.visible .entry k(\n"
        f"{parameters}\n)\n{{{REGISTERS}{declared}\n{body}\n\tret;\n}}\n"
    )


def computed(instructions, inputs, out_type):
    """Array that instructions compute from one-dimensional arrays, entry by entry.

    Input k is in register k of its type when they begin; the result is to be in register 9.
    """
    out = np.zeros(len(inputs[0]), out_type)
    lines = ["mov.u32 %r19, %tid.x;"]
    for k, array in enumerate([*inputs, out]):
        lines += [
            f"ld.param.u64 %rd2{k}, [p{7 * k + 4}];",
            f"mul.wide.u32 %rd3{k}, %r19, {array.itemsize};",
            f"add.s64 %rd2{k}, %rd2{k}, %rd3{k};",
        ]
    for k, array in enumerate(inputs):
        name = array.dtype.name
        lines.append(f"ld.global.{_TYPE[name]} {_PREFIX[name]}{k}, [%rd2{k}];")
    name = out.dtype.name
    store = f"st.global.{_TYPE[name]} [%rd2{len(inputs)}], {_PREFIX[name]}9;"
    body = "\n".join(f"\t{line}" for line in [*lines, *instructions.split("\n"), store])
    machine = Machine(kernel(body, 7 * (len(inputs) + 1)))
    machine.launch((*inputs, out), len(out))
    return out


def assert_same_bits(ours, truth):
    """Equal bits, or both nan."""
    assert ours.dtype == truth.dtype
    differ = ours.view(f"u{ours.itemsize}") != truth.view(f"u{ours.itemsize}")
    differ &= ~((ours != ours) & (truth != truth))
    assert not differ.any(), (np.flatnonzero(differ)[:5], ours[differ][:5], truth[differ][:5])
