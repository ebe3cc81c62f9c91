// Subjects: activations.
import GimbalNN
import GimbalTensor
import GimbalTestSupport

extension OracleSubjects {
    static let activations: [String: any GoldenSubject.Type] = [
        "Activation": ActivationSubject.self, "PReLU": PReLUSubject.self, "RReLU": RReLUSubject.self,
        "GLU": GLUSubject.self, "Softmax": SoftmaxSubject.self, "LogSoftmax": LogSoftmaxSubject.self,
        "Softmin": SoftminSubject.self, "Softmax2d": Softmax2dSubject.self,
    ]
}

/// Every elementwise nonlinearity, by its text.
struct ActivationSubject: UnarySubject {
    let layer: ActivationLayer

    init(_ setup: GoldenSetup) throws {
        layer = ActivationLayer(try Activation(setup.arguments.text("activation")))
        try setup.load(into: layer)
    }
}

/// `torch.nn.PReLU`.
struct PReLUSubject: UnarySubject {
    let layer: PReLU

    init(_ setup: GoldenSetup) throws {
        layer = try PReLU(parameterCount: setup.arguments.integer("count"), Context(seed: 0))
        try setup.load(into: layer)
    }
}

/// `torch.nn.RReLU` in evaluation.
struct RReLUSubject: UnarySubject {
    let layer: RReLU

    init(_ setup: GoldenSetup) throws {
        layer = try RReLU(lower: setup.arguments.real("lower"), upper: setup.arguments.real("upper"))
        try setup.load(into: layer)
    }
}

/// `torch.nn.GLU`.
struct GLUSubject: UnarySubject {
    let layer: GLU

    init(_ setup: GoldenSetup) throws {
        layer = GLU(axis: try setup.arguments.integer("axis"))
        try setup.load(into: layer)
    }
}

/// `torch.nn.Softmax`.
struct SoftmaxSubject: UnarySubject {
    let layer: Softmax

    init(_ setup: GoldenSetup) throws {
        layer = Softmax(axis: try setup.arguments.integer("axis"))
        try setup.load(into: layer)
    }
}

/// `torch.nn.LogSoftmax`.
struct LogSoftmaxSubject: UnarySubject {
    let layer: LogSoftmax

    init(_ setup: GoldenSetup) throws {
        layer = LogSoftmax(axis: try setup.arguments.integer("axis"))
        try setup.load(into: layer)
    }
}

/// `torch.nn.Softmin`.
struct SoftminSubject: UnarySubject {
    let layer: Softmin

    init(_ setup: GoldenSetup) throws {
        layer = Softmin(axis: try setup.arguments.integer("axis"))
        try setup.load(into: layer)
    }
}

/// `torch.nn.Softmax2d`.
struct Softmax2dSubject: UnarySubject {
    let layer = Softmax2d()

    init(_ setup: GoldenSetup) throws { try setup.load(into: layer) }
}
