// Options that choose a layer of a network.
import GimbalCore
import GimbalNN

extension OptionField {
    /// A normalisation: `batch-norm`, `group-norm[groups=8]`.
    public static func norm(
        _ name: String, _ path: WritableKeyPath<Options, NormLayer>, _ documentation: String
    ) -> OptionField {
        layer(name, path, "one of " + NormLayer.allCases.map(\.id).joined(separator: ", "), documentation) {
            try NormLayer($0)
        }
    }

    /// An activation: `relu`, `leaky-relu[slope=0.2]`.
    public static func activation(
        _ name: String, _ path: WritableKeyPath<Options, Activation>, _ documentation: String
    ) -> OptionField {
        layer(name, path, "one of " + Activation.allCases.map(\.id).joined(separator: ", "), documentation) {
            try Activation($0)
        }
    }

    private static func layer<Layer: CustomStringConvertible>(
        _ name: String, _ path: WritableKeyPath<Options, Layer>, _ range: String, _ documentation: String,
        read: @escaping (String) throws -> Layer
    ) -> OptionField {
        OptionField(
            name: name, documentation: documentation, range: range,
            get: { options in
                let text = "\(options[keyPath: path])"
                // What a specification cannot say is kept as the text that it came from.
                return (try? MethodSpecification(text)).map(value) ?? .text(text)
            },
            set: { options, value in
                let text: String
                if case .text(let quoted) = value { text = quoted } else { text = value.description }
                do {
                    options[keyPath: path] = try read(text)
                } catch let error as any GimbalError {
                    throw ConfigError("option", "Option \"\(name)\": \(error.message)", fix: error.fix)
                }
            })
    }

    private static func value(_ specification: MethodSpecification) -> SpecificationValue {
        specification.options.isEmpty ? .word(specification.id) : .specification(specification)
    }
}
