// Sizes of kernels, strides and margins.

/// One size for all axes of a window, or one per axis: `3` or `[3, 5]`.
public struct AxisSizes: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    CustomStringConvertible
{
    /// One value for all axes, or one per axis, in the order of the axes (height before width).
    public let values: [Int]

    /// Takes one size for all axes.
    public init(_ size: Int) { values = [size] }
    /// Takes one size per axis.
    public init(_ sizes: [Int]) { values = sizes }
    /// Takes one size for all axes.
    public init(integerLiteral size: Int) { values = [size] }
    /// Takes one size per axis.
    public init(arrayLiteral sizes: Int...) { values = sizes }

    /// `3` or `3x5`.
    public var description: String { values.map(String.init).joined(separator: "x") }

    /// Returns one size per axis.
    ///
    /// - Throws: `ModuleError` naming the layer and the setting if there is another number of sizes, or one below
    ///   `minimum`.
    func resolved(_ axisCount: Int, _ setting: String, of layer: String, atLeast minimum: Int) throws -> [Int]
    {
        guard values.count == 1 || values.count == axisCount else {
            throw ModuleError(
                "setting",
                "\(layer): \(setting) has \(values.count) sizes \(values), expected one or \(axisCount).",
                fix: "Give one size for all axes, or one per axis.")
        }
        guard values.allSatisfy({ $0 >= minimum }) else {
            throw ModuleError(
                "setting", "\(layer): \(setting) is \(self), expected at least \(minimum).",
                fix: "Choose larger sizes.")
        }
        return values.count == 1 ? Array(repeating: values[0], count: axisCount) : values
    }
}

extension AxisSizes: Codable {
    /// Reads a number or a list of numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let size = try? container.decode(Int.self) {
            self.init(size)
        } else {
            self.init(try container.decode([Int].self))
        }
    }

    /// Writes a number, or a list where there are several.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
    }
}

/// Margins that a convolution adds before it slides its kernel.
public enum ConvolutionPadding: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, CustomStringConvertible
{
    /// No margins.
    case valid
    /// As much as keeps the size; the larger half comes last where the halves differ. Needs stride 1.
    case same
    /// The same margin on both sides of an axis.
    case explicit(AxisSizes)

    /// Takes one margin for all axes.
    public init(integerLiteral size: Int) { self = .explicit(AxisSizes(size)) }
    /// Takes one margin per axis.
    public init(arrayLiteral sizes: Int...) { self = .explicit(AxisSizes(sizes)) }

    /// `valid`, `same`, `1` or `1x2`.
    public var description: String {
        switch self {
        case .valid: "valid"
        case .same: "same"
        case .explicit(let sizes): "\(sizes)"
        }
    }
}
