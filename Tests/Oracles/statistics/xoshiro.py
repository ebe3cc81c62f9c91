"""xoshiro256** with SplitMix64 seeding and Lemire's bounded draw, from their published descriptions."""

MASK = (1 << 64) - 1


def _rotated(x, count):
    return ((x << count) | (x >> (64 - count))) & MASK


class Xoshiro256:
    def __init__(self, seed):
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def next(self):
        s = self.state
        result = (_rotated((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = _rotated(s[3], 45)
        return result

    def index(self, bound):
        unfair = ((1 << 64) - bound) % bound
        while True:
            product = self.next() * bound
            if product & MASK >= unfair:
                return product >> 64
