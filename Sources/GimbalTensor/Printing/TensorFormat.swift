// How tensors are written out for people.

/// Settings of a tensor's printed form.
public struct TensorFormat: Sendable, Hashable {
    /// How numbers with fractions are written.
    public enum Notation: Sendable, Hashable {
        /// Scientific where fixed digits would hide something: values from 1e8 on, below 1e-4, or more than a factor of
        /// 1000 apart.
        case automatic
        /// Always digits and a point.
        case fixed
        /// Always a power of ten.
        case scientific
    }

    /// Digits after the point.
    public var precision: Int
    /// Tensors with more elements show only the edges of each axis.
    public var threshold: Int
    /// Number of entries at either end of a shortened axis.
    public var edgeCount: Int
    /// Characters after which rows are broken.
    public var lineWidth: Int
    /// How numbers with fractions are written.
    public var notation: Notation
    /// Whether dtype, shape, and a device other than the CPU come first.
    public var showsHeader: Bool

    /// Sets what differs from the usual form.
    public init(
        precision: Int = 4, threshold: Int = 1000, edgeCount: Int = 3, lineWidth: Int = 80,
        notation: Notation = .automatic, showsHeader: Bool = true
    ) {
        self.precision = max(0, min(precision, 17))
        self.threshold = max(0, threshold)
        self.edgeCount = max(1, edgeCount)
        self.lineWidth = max(1, lineWidth)
        self.notation = notation
        self.showsHeader = showsHeader
    }
}

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
    /// The dtype, the shape and the elements; large tensors are shortened to the edges of their axes.
    public var description: String { formatted() }

    /// One line without elements: `Tensor float32 [2, 3]`.
    public var debugDescription: String {
        "Tensor \(dtype) \(shape)" + (device == .cpu ? "" : " on \(device)")
            + (requiresGradient ? " requires gradient" : "")
    }

    /// Writes the tensor with settings of your own.
    ///
    ///     let text = weights.formatted(TensorFormat(precision: 2, showsHeader: false))
    public func formatted(_ format: TensorFormat = TensorFormat()) -> String {
        let body: String
        do throws(TensorError) {
            body = try TensorText(self, format).text()
        } catch {
            body = "(elements cannot be read: \(error.description))"
        }
        guard format.showsHeader else { return body }
        return debugDescription + (rank == 0 || count == 0 ? " " : "\n") + body
    }
}
