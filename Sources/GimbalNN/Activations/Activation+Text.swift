// Activations in configurations and on the command line.
import GimbalTensor

extension Activation: CaseIterable {
    /// Every nonlinearity with its usual constants.
    public static var allCases: [Activation] {
        [
            .identity, .relu, .relu6, .leakyRelu(), .elu(), .selu, .celu(), .gelu(), .silu, .mish,
            .softplus(), .softsign, .tanh, .sigmoid, .logSigmoid, .hardtanh(), .hardsigmoid, .hardswish,
            .hardshrink(), .softshrink(), .tanhshrink, .threshold(0, value: 0),
        ]
    }
}

extension Activation: CustomStringConvertible {
    /// The stable word for the command line, without constants.
    public var id: String {
        switch self {
        case .identity: "identity"
        case .relu: "relu"
        case .relu6: "relu6"
        case .leakyRelu: "leaky-relu"
        case .elu: "elu"
        case .selu: "selu"
        case .celu: "celu"
        case .gelu: "gelu"
        case .silu: "silu"
        case .mish: "mish"
        case .softplus: "softplus"
        case .softsign: "softsign"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        case .logSigmoid: "log-sigmoid"
        case .hardtanh: "hardtanh"
        case .hardsigmoid: "hardsigmoid"
        case .hardswish: "hardswish"
        case .hardshrink: "hardshrink"
        case .softshrink: "softshrink"
        case .tanhshrink: "tanhshrink"
        case .threshold: "threshold"
        }
    }

    /// The id with the constants that are not the usual ones: `leaky-relu[slope=0.2]`.
    public var description: String {
        let usual = Self.allCases.first { $0.id == id }?.constants ?? [:]
        let options = constants.sorted { $0.key < $1.key }
        return SettingText.text(id, options.map { ($0.key, $0.value, usual[$0.key] ?? "") })
    }

    private var constants: [String: String] {
        switch self {
        case .leakyRelu(let slope): ["slope": "\(slope)"]
        case .elu(let alpha), .celu(let alpha): ["alpha": "\(alpha)"]
        case .gelu(let approximation): ["approximation": approximation.rawValue]
        case .softplus(let beta, let threshold): ["beta": "\(beta)", "threshold": "\(threshold)"]
        case .hardtanh(let minimum, let maximum): ["minimum": "\(minimum)", "maximum": "\(maximum)"]
        case .hardshrink(let threshold), .softshrink(let threshold): ["threshold": "\(threshold)"]
        case .threshold(let threshold, let value): ["threshold": "\(threshold)", "value": "\(value)"]
        default: [:]
        }
    }

    /// Reads the text form.
    ///
    /// - Throws: `ConfigError` for an unknown id (with the nearest one), an unknown option or a bad value.
    public init(_ text: String) throws {
        var setting = try SettingText(text, kind: "activation")
        guard let usual = Self.allCases.first(where: { $0.id == setting.id }) else {
            throw setting.unknown(Self.allCases.map(\.id))
        }
        self = try usual.reading(&setting)
        try setting.finish(known: usual.constants.keys.sorted())
    }

    /// The same nonlinearity with the constants that a text gives.
    private func reading(_ setting: inout SettingText) throws -> Activation {
        switch self {
        case .leakyRelu(let slope): .leakyRelu(slope: try setting.real("slope", slope))
        case .elu(let alpha): .elu(alpha: try setting.real("alpha", alpha))
        case .celu(let alpha): .celu(alpha: try setting.real("alpha", alpha))
        case .gelu(let approximation): .gelu(approximation: try setting.word("approximation", approximation))
        case .softplus(let beta, let threshold):
            .softplus(
                beta: try setting.real("beta", beta), threshold: try setting.real("threshold", threshold))
        case .hardtanh(let minimum, let maximum):
            .hardtanh(
                minimum: try setting.real("minimum", minimum), maximum: try setting.real("maximum", maximum))
        case .hardshrink(let threshold): .hardshrink(threshold: try setting.real("threshold", threshold))
        case .softshrink(let threshold): .softshrink(threshold: try setting.real("threshold", threshold))
        case .threshold(let threshold, let value):
            .threshold(try setting.real("threshold", threshold), value: try setting.real("value", value))
        default: self
        }
    }
}

extension Activation: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
