"""Philox4x32-10 in plain Python integers, from the description in Salmon et al. (2011)."""

_MASK = 0xFFFFFFFF


def philox4x32(
    counter: tuple[int, int, int, int], key: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Ten rounds of multiply, exchange and exclusive-or, the key moving on by a Weyl step."""
    c, k = list(counter), list(key)
    for _ in range(10):
        high_0, low_0 = divmod(c[0] * 0xD2511F53, 1 << 32)
        high_1, low_1 = divmod(c[2] * 0xCD9E8D57, 1 << 32)
        c = [high_1 ^ c[1] ^ k[0], low_1, high_0 ^ c[3] ^ k[1], low_0]
        k = [(k[0] + 0x9E3779B9) & _MASK, (k[1] + 0xBB67AE85) & _MASK]
    return c[0], c[1], c[2], c[3]
