// Writes elements in one common form, so that columns align.
import Foundation

enum ElementText {
    static func cells(_ tensor: Tensor, _ format: TensorFormat) throws(TensorError) -> [String] {
        if tensor.dtype == .bool { return try tensor.booleans().map(\.description) }
        if tensor.dtype.isInteger { return try tensor.integers().map(\.description) }
        guard tensor.dtype.isComplex else { return numbers(try tensor.doubles(), format) }
        let real = numbers(try tensor.realPart().doubles(), format)
        let imaginary = numbers(try tensor.imaginaryPart().doubles(), format)
        return zip(real, imaginary).map { $0 + ($1.hasPrefix("-") ? "" : "+") + $1 + "i" }
    }

    private static func numbers(_ values: [Double], _ format: TensorFormat) -> [String] {
        let sizes = values.filter { $0.isFinite && $0 != 0 }.map(abs)
        let smallest = sizes.min() ?? 1, largest = sizes.max() ?? 1
        let isWhole = sizes.allSatisfy { $0 == $0.rounded() }
        let isScientific =
            switch format.notation {
            case .fixed: false
            case .scientific: true
            case .automatic:
                largest >= 1e8 || (!isWhole && (smallest < 1e-4 || largest / smallest > 1000))
            }
        return values.map { value in
            if !value.isFinite { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
            if isScientific { return String(format: "%.\(format.precision)e", value) }
            // Whole numbers keep the point as a sign of their dtype.
            return isWhole
                ? String(format: "%.0f.", value) : String(format: "%.\(format.precision)f", value)
        }
    }
}
