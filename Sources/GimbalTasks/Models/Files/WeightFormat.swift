// Weights of a saved model as files of other programs.
import Foundation
import GimbalCore
import GimbalTensor

/// A format that the weights of a model are exported in, each tensor under the name that PyTorch's modules use.
public enum WeightFormat: String, Sendable, CaseIterable {
    /// Safetensors.
    case safetensors
    /// NumPy's archive of arrays.
    case npz
    /// One line per number: name of the tensor, place in it, value.
    case csv
    /// A state dict of PyTorch, read by `torch.load(path, weights_only=True)`.
    case pt
}

extension SavedModel {
    /// Writes the weights in a format, crash-atomically.
    ///
    /// - Throws: `EnvironmentError` if the file cannot be written.
    public func exportWeights(to url: URL, as format: WeightFormat) throws {
        let state = try network.stateDict()
        switch format {
        case .safetensors:
            let metadata = ["format": "pt", "method": config.method, "task": config.task]
            try Safetensors.write(state, metadata: metadata, to: url)
        case .npz: try NPZ.write(state, to: url)
        case .pt: try TorchFile.write(state, to: url)
        case .csv:
            var text = "name,place,value\n"
            for (name, tensor) in state { try text.append(Self.lines(name, tensor)) }
            try AtomicFile.write(Data(text.utf8), to: url)
        }
    }

    /// `weight,3 1,0.25` for row 3, column 1; numbers read back to the same bits.
    private static func lines(_ name: String, _ tensor: Tensor) throws -> String {
        let values: [String]
        switch tensor.dtype {
        case .float64: values = try tensor.doubles().map { "\($0)" }
        case let dtype where dtype.isFloatingPoint: values = try tensor.floats().map { "\($0)" }
        default: values = try tensor.integers().map { "\($0)" }
        }
        var place = [Int](repeating: 0, count: tensor.shape.count)
        var text = ""
        for value in values {
            text += "\(name),\(place.map(String.init).joined(separator: " ")),\(value)\n"
            // The last axis moves fastest.
            var axis = place.count - 1
            while axis >= 0 {
                place[axis] += 1
                if place[axis] < tensor.shape[axis] { break }
                place[axis] = 0
                axis -= 1
            }
        }
        return text
    }
}
