"""Files that mean harm, made when they are needed: name of each and its bytes."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np


class Bomb:
    """What is executed when it is unpickled: it leaves a mark."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


def zipped(name, data):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def array_of(shape, descr="'<f4'"):
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


def reward(weight):
    return f'{{"schema": 1, "language": "linear", "weights": {{"guilt": {weight}}}}}'.encode()


def files(mark):
    """Name and content of each; ``mark`` is touched if code in them is executed."""
    bomb = pickle.dumps(Bomb(mark))
    executed = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    objects = io.BytesIO()
    np.save(objects, np.array([Bomb(mark)]), allow_pickle=True)
    return {
        "pickle": bomb,
        "pickle protocol 0": pickle.dumps(Bomb(mark), 0),
        "torch checkpoint": zipped("archive/data.pkl", bomb),
        "array of objects": objects.getvalue(),
        "archive of objects": zipped("policy.npy", objects.getvalue()),
        "single array": array_of("(1,)") + bytes(4),
        "giant array": zipped("policy.npy", array_of("(1000000000000,)")),
        "array that is code": zipped("policy.npy", array_of(f"({executed},)")),
        "zip bomb": zipped("policy.npy", bytes(50_000_000)),
        "path traversal": zipped("../../escaped.npy", b"x"),
        "yaml tag": f"!!python/object/apply:os.system ['touch {mark}']".encode(),
        "yaml tag inside": f"seed: !!python/name:os.system touch {mark}".encode(),
        "yaml alias": b"a: &a [1, 2]\nb: *a",
        "billion laughs": b"a: &a [x]\n" + b"".join(
            f"b{n}: &b{n} [{', '.join(['*' + ('a' if n == 0 else f'b{n - 1}')] * 9)}]\n".encode()
            for n in range(9)
        ),
        "yaml merge": b"a: &a {seed: 1}\n<<: *a",
        "two documents": b"seed: 1\n---\nseed: 2",
        "deep list": b"[" * 50_000,
        "deep object": b'{"a": ' * 50_000,
        "deep program": json.dumps(
            {"schema": 1, "language": "program", "expression": nested(400)}
        ).encode(),
        "program that is code": json.dumps(
            {"schema": 1, "language": "program", "expression": executed}
        ).encode(),
        "huge whole number": reward("9" * 100_000),
        "huge number": reward("1e999"),
        "NaN": reward("NaN"),
        "Infinity": reward("-Infinity"),
        "same key twice": b'{"schema": 1, "schema": 1}',
        "many keys": json.dumps({f"key{n}": n for n in range(3_000)}).encode(),
        "key twice among many": b"{" + b", ".join(b'"k%d": 1' % (n % 2_999)
                                                 for n in range(3_000)) + b"}",
        "lone surrogate": b'{"schema": 1, "language": "\\ud800", "weights": {"\\udfff": 1}}',
        "NUL bytes": bytes(1000),
        "NUL in a name": b'{"schema": 1, "language": "linear\\u0000", "weights": {}}',
        "not UTF-8": b"\xff\xfe\x00\x01",
        "ten megabytes in a line": b'"' + b"x" * 10_000_000 + b'"',
        "empty": b"",
        "a number": b"7",
        "terminal escapes": b'{"schema": "\\u001b]0;owned\\u0007\\u001b[2J"}',
        "fame of nonsense": b'{"schema": 1, "rewards": [{"reward": [[[]]], "scores": 7}]}',
    }  # fmt: skip


def nested(depth):
    expression = "guilt"
    for _ in range(depth):
        expression = ["+", expression, 1.0]
    return expression
