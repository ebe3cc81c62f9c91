// Where a tensor lives.
import CGimbal

/// The device that holds a tensor's memory.
///
/// `x.moved(to: device)` copies unless the tensor is there already; gradients pass back to where it came from. The
/// operands of an operator must be on one device, except that scalars (no axes) on the CPU go with everything.
public enum Device: Sendable, Hashable {
    /// The machine's own memory.
    case cpu
    /// A CUDA GPU by its number.
    case cuda(Int)
    /// The GPU of an Apple machine.
    case mps

    /// Whether libtorch can use this device here.
    public var isAvailable: Bool {
        if case .cuda(let index) = self { return index >= 0 && index < Device.count(native.type) }
        return g_device_available(native.type)
    }

    /// All devices that libtorch can use here, the CPU first.
    public static var available: [Device] {
        let gpus = (0..<count(Device.cuda(0).native.type)).map(Device.cuda)
        return [.cpu] + gpus + (Device.mps.isAvailable ? [.mps] : [])
    }

    private static func count(_ type: Int32) -> Int { Int(g_device_count(type)) }

    package var native: GDevice {
        switch self {
        case .cpu: GDevice(type: 0, index: -1)
        case .cuda(let index): GDevice(type: 1, index: Int32(truncatingIfNeeded: index))
        case .mps: GDevice(type: 13, index: -1)
        }
    }

    package init(_ native: GDevice) {
        switch native.type {
        case 1: self = .cuda(Int(max(native.index, 0)))
        case 13: self = .mps
        default: self = .cpu
        }
    }
}

extension Device: LosslessStringConvertible {
    /// Reads `cpu`, `cuda`, `cuda:1` or `mps`; nil for other texts.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("cpu", 1): self = .cpu
        case ("mps", 1): self = .mps
        case ("cuda", 1): self = .cuda(0)
        case ("cuda", 2):
            guard parts[1].allSatisfy(\.isWholeNumber), let index = Int(parts[1]) else { return nil }
            self = .cuda(index)
        default: return nil
        }
    }

    /// Reads a device from a setting, and checks that it can be used here.
    ///
    /// - Throws: `TensorError` (`tensor.device`) for other texts, and for devices that are not available.
    public init(parsing text: String) throws(TensorError) {
        let usable = Device.available.map(\.description).joined(separator: ", ")
        guard let device = Device(text) else {
            throw TensorError(
                code: "tensor.device", operation: "Device", message: "\"\(text)\" is no device",
                fix: "Use cpu, cuda, cuda:N or mps; here: \(usable).")
        }
        guard device.isAvailable else {
            throw TensorError(
                code: "tensor.device", operation: "Device", message: "\(device) is not available here",
                fix: "Use one of: \(usable).")
        }
        self = device
    }

    /// The text form: `cpu`, `cuda:1`, `mps`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }
}

extension Device: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let device = Device(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is no device: cpu, cuda, cuda:N or mps")
        }
        self = device
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
