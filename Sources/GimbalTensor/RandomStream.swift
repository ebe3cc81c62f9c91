// Named random streams: one generator per purpose, all derived from one seed.
import CGimbal

/// A reproducible source of random numbers with a readable and settable state.
public final class RandomStream: @unchecked Sendable {
    package let generator: OpaquePointer

    /// Creates a stream from a seed.
    ///
    /// - Throws: `TensorError` if memory runs out.
    public init(seed: UInt64) throws(TensorError) {
        var error = GError()
        guard let generator = g_generator_new(seed, &error) else {
            throw TensorError(native: &error, operation: "RandomStream", operands: [])
        }
        self.generator = generator
    }

    deinit { g_generator_free(generator) }

    /// The whole state as bytes `[n]` (uint8), for checkpoints.
    public func state() throws(TensorError) -> Tensor {
        var error = GError()
        guard let raw = g_generator_state(generator, &error) else {
            throw TensorError(native: &error, operation: "RandomStream.state", operands: [])
        }
        return Tensor(owning: raw)
    }

    /// Continues from a state that `state()` returned.
    ///
    /// - Throws: `TensorError` if the bytes are no state.
    public func restore(_ state: Tensor) throws(TensorError) {
        var error = GError()
        g_generator_set_state(generator, state.handle.raw, &error)
        if error.code != 0 {
            throw TensorError(native: &error, operation: "RandomStream.restore", operands: [state])
        }
    }

    /// Derives the seed of a named stream: streams of one run never share numbers, and adding one changes no
    /// other.
    public static func derivedSeed(_ seed: UInt64, name: String) -> UInt64 {
        // FNV-1a over the name, then the finaliser of SplitMix64.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var mixed = seed &+ 0x9e37_79b9_7f4a_7c15 &* (hash | 1)
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
