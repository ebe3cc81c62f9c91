// The classes and functions that a pickle may name; everything else is refused.
import Foundation

/// An allowed class or function; what each makes is written here in Swift.
enum PickleGlobal {
    // Containers.
    case dictionary, orderedDictionary, defaultDictionary, counter, list, tuple, set, integer, bytes
    case object, reconstructor, encode
    // NumPy and SciPy.
    case reconstructArray, arrayClass, numpyType, numpyScalar, fromBuffer
    case sparse(SparseFormat)
    // PyTorch.
    case rebuildTensor, rebuildTensorWithType, rebuildParameter, rebuildFromType, rebuildSparse
    case loadFromBytes, tensorClass, torchSize, torchDevice, torchLayout
    case storageClass(DType?)
    case torchType(DType)

    /// What to do when a file holds more than data.
    static let saveDataOnly =
        "Save only data in Python: torch.save(model.state_dict(), path), "
        + "safetensors.torch.save_file(model.state_dict(), path), or numpy.savez(path, **arrays)."

    /// Finds what a module and a name stand for.
    ///
    /// - Throws: `PickleFailure` naming both and what to do, if it is not on the list.
    static func find(_ module: String, _ name: String) throws -> PickleGlobal {
        if let known = table["\(module).\(name)"] ?? sparseClass(module, name) ?? torchName(module, name) {
            return known
        }
        throw refusal(module, name)
    }

    /// The name in messages.
    var name: String {
        switch self {
        case .sparse(let format): "scipy.sparse.\(format.rawValue)_matrix"
        case .storageClass: "torch storage"
        case .torchType(let dtype): "torch.\(dtype)"
        default: "\(self)"
        }
    }

    private static let table: [String: PickleGlobal] = {
        var table: [String: PickleGlobal] = [
            "collections.OrderedDict": .orderedDictionary, "collections.defaultdict": .defaultDictionary,
            "collections.Counter": .counter, "_codecs.encode": .encode,
            "copy_reg._reconstructor": .reconstructor, "copyreg._reconstructor": .reconstructor,
            "numpy.ndarray": .arrayClass, "numpy.matrixlib.defmatrix.matrix": .arrayClass,
            "numpy.dtype": .numpyType,
            "torch._utils._rebuild_tensor": .rebuildTensor, "torch._utils._rebuild_tensor_v2": .rebuildTensor,
            "torch._utils._rebuild_tensor_v3": .rebuildTensorWithType,
            "torch._utils._rebuild_parameter": .rebuildParameter,
            "torch._utils._rebuild_sparse_tensor": .rebuildSparse,
            "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
            "torch.storage._load_from_bytes": .loadFromBytes,
            "torch.serialization._get_layout": .torchLayout, "torch.Tensor": .tensorClass,
            "torch.nn.parameter.Parameter": .tensorClass, "torch.Size": .torchSize,
            "torch.device": .torchDevice,
        ]
        for module in ["__builtin__", "builtins"] {
            let names: [String: PickleGlobal] = [
                "object": .object, "list": .list, "tuple": .tuple, "dict": .dictionary, "int": .integer,
                "set": .set, "frozenset": .set, "bytes": .bytes, "bytearray": .bytes,
            ]
            for (name, global) in names { table["\(module).\(name)"] = global }
        }
        for core in ["numpy.core", "numpy._core"] {
            table["\(core).multiarray._reconstruct"] = .reconstructArray
            table["\(core).multiarray.scalar"] = .numpyScalar
            table["\(core).numeric._frombuffer"] = .fromBuffer
        }
        return table
    }()

    /// SciPy moved its classes from `scipy.sparse.csr` to `scipy.sparse._csr`.
    private static func sparseClass(_ module: String, _ name: String) -> PickleGlobal? {
        for format in [SparseFormat.csr, .csc, .coo] {
            let modules = ["scipy.sparse.\(format.rawValue)", "scipy.sparse._\(format.rawValue)"]
            let names = ["\(format.rawValue)_matrix", "\(format.rawValue)_array"]
            if modules.contains(module), names.contains(name) { return .sparse(format) }
        }
        return nil
    }

    private static let storageTypes: [String: DType] = [
        "Byte": .uint8, "Char": .int8, "Short": .int16, "Int": .int32, "Long": .int64, "Half": .float16,
        "Float": .float32, "Double": .float64, "Bool": .bool, "BFloat16": .bfloat16,
        "ComplexFloat": .complex64,
        "ComplexDouble": .complex128,
    ]

    /// Storage classes and element types.
    private static func torchName(_ module: String, _ name: String) -> PickleGlobal? {
        if module == "torch.storage", name == "UntypedStorage" { return .storageClass(nil) }
        guard module == "torch" || module == "torch.cuda" else { return nil }
        if name.hasSuffix("Storage"), let dtype = storageTypes[String(name.dropLast(7))] {
            return .storageClass(dtype)
        }
        return module == "torch" ? DType.allCases.first { "\($0)" == name }.map(PickleGlobal.torchType) : nil
    }
}

// MARK: - Refusals

extension PickleGlobal {
    private static func refusal(_ module: String, _ name: String) -> PickleFailure {
        let full = "\(printable(module)).\(printable(name))"
        let lowered = name.lowercased()
        if lowered.contains("complex") {
            return PickleFailure(
                "dtype", "the file holds complex numbers in a form that is not supported (\(full))",
                fix: "Save them as a tensor or array of complex64 or complex128.")
        }
        if name == "_rebuild_qtensor" || lowered.hasPrefix("q") && lowered.hasSuffix("storage") {
            return PickleFailure(
                "dtype", "the file holds a quantised tensor (\(full)), which is not supported",
                fix: "Save tensor.dequantize() instead.")
        }
        if module == "torch", isElementType(lowered) {
            return PickleFailure(
                "dtype",
                "the file holds elements of type \(full), expected one of "
                    + DType.allCases.map(\.description).joined(separator: ", "),
                fix: "Convert the tensor in Python first (tensor.to(torch.int64), tensor.float()).")
        }
        if module.hasPrefix("scipy.sparse") {
            return PickleFailure(
                "sparse", "the file holds a \(full), expected a csr, csc or coo matrix",
                fix: "Convert it with .tocsr() and save it again.")
        }
        let isModel = module.hasPrefix("torch.nn.") || module == "__main__"
        return PickleFailure(
            "global",
            (isModel
                ? "the file holds a whole object of the class \(full), not only its tensors"
                : "the file asks for \(full), which is no tensor, array, sparse matrix, container or number")
                + "; making it would run code from the file", fix: saveDataOnly)
    }

    private static func isElementType(_ name: String) -> Bool {
        ["uint", "int", "float", "bits", "qint", "quint", "half", "double"].contains { name.hasPrefix($0) }
    }
}
