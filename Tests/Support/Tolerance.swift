// How near two tensors must be.
import GimbalTensor

/// An absolute and a relative bound: |a - b| <= absolute + relative * |b|.
public struct Tolerance: Sendable, Equatable {
    /// Allowed difference where the expected value is zero.
    public var absolute: Double
    /// Allowed difference per unit of the expected value.
    public var relative: Double

    /// Sets both bounds.
    public init(absolute: Double, relative: Double) {
        self.absolute = absolute
        self.relative = relative
    }

    /// Equal values.
    public static let exact = Tolerance(absolute: 0, relative: 0)
    /// What single precision gives after a few operators.
    public static let single = Tolerance(absolute: 1e-6, relative: 1e-5)
    /// What double precision gives after a few operators.
    public static let double = Tolerance(absolute: 1e-12, relative: 1e-10)
    /// What central differences in double precision give.
    public static let differences = Tolerance(absolute: 1e-6, relative: 1e-5)
    /// What central differences of a gradient's norm give.
    public static let secondDifferences = Tolerance(absolute: 1e-5, relative: 1e-4)

    /// Whether `found` is near enough; infinities and not-a-number must agree exactly.
    public func accepts(_ found: Double, _ expected: Double) -> Bool {
        if found.isNaN || expected.isNaN { return found.isNaN && expected.isNaN }
        if found.isInfinite || expected.isInfinite { return found == expected }
        return abs(found - expected) <= absolute + relative * abs(expected)
    }
}

/// Describes how `found` differs from `expected`, or returns nil where it does not.
public func mismatch(_ found: Tensor, _ expected: Tensor, _ tolerance: Tolerance = .single) throws -> String?
{
    guard found.shape == expected.shape else { return "shape \(found.shape), expected \(expected.shape)" }
    return try mismatch(found.doubles(), expected.doubles(), tolerance)
}

/// Describes the first and worst difference of two lists of numbers, or returns nil where all are near enough.
public func mismatch(_ found: [Double], _ expected: [Double], _ tolerance: Tolerance = .single) -> String? {
    guard found.count == expected.count else { return "\(found.count) values, expected \(expected.count)" }
    let beyond = found.indices.filter { !tolerance.accepts(found[$0], expected[$0]) }
    let worst = beyond.max { abs(found[$0] - expected[$0]) < abs(found[$1] - expected[$1]) }
    guard let first = beyond.first, let worst else { return nil }
    return
        "\(beyond.count) of \(found.count) values beyond \(tolerance.absolute) + \(tolerance.relative) * |expected|: "
        + "at \(first) found \(found[first]), expected \(expected[first]); "
        + "worst at \(worst): \(found[worst]), expected \(expected[worst])"
}

/// Whether two tensors have the same shape, dtype and bits.
public func sameBits(_ a: Tensor, _ b: Tensor) throws -> Bool {
    guard a.shape == b.shape, a.dtype == b.dtype else { return false }
    return try a.withUnsafeBytes { left in try b.withUnsafeBytes { right in left.elementsEqual(right) } }
}
