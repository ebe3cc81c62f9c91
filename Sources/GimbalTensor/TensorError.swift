// What a tensor operation reports when it fails.
import CGimbal
import GimbalCore

/// Reports an operation on tensors that could not be carried out.
///
/// Codes: `tensor.shape`, `tensor.dtype`, `tensor.device`, `tensor.index`, `tensor.memory`, `tensor.unsupported`,
/// `tensor.callback`, and `tensor.native` for the rest.
public struct TensorError: GimbalError, Equatable {
    /// A stable identifier, see above.
    public let code: String
    /// Name of the operator, as Swift spells it.
    public let operation: String
    /// What happened, with the shapes and dtypes of the operands; libtorch's own words last.
    public let message: String
    /// What to do about it; empty when the message says it.
    public let fix: String

    /// Creates an error; the message gets the operation in front.
    public init(code: String, operation: String, message: String, fix: String) {
        self.code = code
        self.operation = operation
        self.message = "\(operation): \(message)" + (message.hasSuffix(".") ? "" : ".")
        self.fix = fix
    }

    /// Takes over what a native call reported and frees its text; the library's own words come last.
    package init(native error: inout GError, operation: String, operands: [Tensor]) {
        let text = error.message.map { firstParagraph(String(cString: $0)) } ?? "no result"
        let kind = FailureKind(nativeCode: error.code, text: text)
        g_error_free(&error)
        var subjects = operands.prefix(4).map { operand in
            "\(operand.shape) \(operand.dtype)" + (operand.device == .cpu ? "" : " on \(operand.device)")
        }
        if operands.count > 4 { subjects.append("\(operands.count - 4) more") }
        let finding = (subjects.isEmpty ? "" : joined(subjects) + " ") + kind.finding(operands.count)
        let advice = kind.advice.isEmpty ? "" : kind.advice + " "
        self.init(
            code: kind.rawValue, operation: operation, message: "\(finding). \(advice)libtorch: \(text)",
            fix: "")
    }
}

/// Says what kind of mistake a native failure is.
private enum FailureKind: String {
    case shape = "tensor.shape"
    case dtype = "tensor.dtype"
    case device = "tensor.device"
    case index = "tensor.index"
    case memory = "tensor.memory"
    case callback = "tensor.callback"
    case unsupported = "tensor.unsupported"
    case native = "tensor.native"

    /// libtorch reports most shape and dtype mistakes as plain runtime errors, so the text decides.
    init(nativeCode code: Int32, text: String) {
        let text = text.lowercased()
        func mentions(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        switch code {
        case Int32(G_ERROR_MEMORY): self = .memory
        case Int32(G_ERROR_CALLBACK): self = .callback
        case Int32(G_ERROR_TYPE): self = .dtype
        case Int32(G_ERROR_INDEX): self = .index
        case _ where mentions("allocate"): self = .memory
        case _ where mentions("same device", "two devices", "different device"): self = .device
        case _
        where mentions("not implemented for '", "dtype", "scalar type", "can't be cast", "floating point"):
            self = .dtype
        case _ where mentions("out of range", "out of bounds", "out-of-bounds"): self = .index
        case _
        where mentions(
            "shape", "size", "dimension", "-d tensor", "must match", "batch", "channel", "should contain"):
            self = .shape
        default: self = code == Int32(G_ERROR_MISSING) ? .unsupported : .native
        }
    }

    /// The end of a sentence that begins with so many operands.
    func finding(_ operandCount: Int) -> String {
        switch (self, operandCount) {
        case (.shape, 0): "the shape does not fit"
        case (.shape, 1): "has a shape that does not fit"
        case (.shape, _): "do not fit"
        case (.dtype, 0): "the dtype is not supported"
        case (.dtype, 1): "has a dtype that is not supported"
        case (.dtype, _): "have dtypes that are not supported together"
        case (.device, _): "are not on one device"
        case (.index, _): "- an index or axis is out of range"
        case (.memory, _): "- memory ran out"
        case (.callback, _): "- a callback failed"
        case (.unsupported, _): "- not available here"
        case (.native, _): "- refused"
        }
    }

    /// What the user can do.
    var advice: String {
        switch self {
        case .shape: "Reshape, or check which axis holds the features."
        case .dtype: "Convert with `converted(to:)`."
        case .device: "Move one with `moved(to:)`."
        case .index: "Check indices against the sizes."
        case .memory: "Use smaller batches."
        case .callback, .unsupported, .native: ""
        }
    }
}

/// Joins a list as in `a, b and c`.
private func joined(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
}

/// The message without back trace and advice on libtorch's own debugging.
private func firstParagraph(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.prefix { !$0.hasPrefix("Exception raised from") && !$0.isEmpty }
    return kept.joined(separator: " ")
}
