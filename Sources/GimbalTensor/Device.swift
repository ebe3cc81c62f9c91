// Where a tensor lives.
import CGimbal

/// The device that holds a tensor's memory.
public enum Device: Sendable, Hashable, Codable {
    case cpu
    /// A CUDA GPU by its number.
    case cuda(Int)
    /// The GPU of an Apple machine.
    case mps

    /// Whether libtorch can use a device of this kind here.
    public var isAvailable: Bool { g_device_available(native.type) }

    package var native: GDevice {
        switch self {
        case .cpu: GDevice(type: 0, index: -1)
        case .cuda(let index): GDevice(type: 1, index: Int32(index))
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

extension Device: CustomStringConvertible {
    /// The text form.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }
}
