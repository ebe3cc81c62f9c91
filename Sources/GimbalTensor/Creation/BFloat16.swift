// The element type that Swift has no number for.

/// A bfloat16 number: the upper half of a `Float`, with 8 bits of precision.
public struct BFloat16: TensorElement, Hashable {
    /// Sign, exponent and fraction.
    public var bitPattern: UInt16

    /// Takes over a pattern of bits.
    public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

    /// Rounds to the nearest, halves to even; what is not a number stays so.
    public init(_ value: Float) {
        let bits = value.bitPattern
        if value.isNaN {
            bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x40
        } else {
            bitPattern = UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
        }
    }

    /// The matching element type.
    public static var dtype: DType { .bfloat16 }
}

extension Float {
    /// Converts without loss.
    public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }
}
