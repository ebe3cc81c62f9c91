// Laws: activations.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let activations: [LayerEntry] = elementwise + gates

    private static let alike: Set<LayerPromise> = [.trainEqualsEvaluate, .perSample]

    private static let elementwise: [LayerEntry] = Activation.allCases.map { activation in
        unaryEntry("ActivationLayer \(activation)", [4, 5], refuses: nil, alike) { _ in
            ActivationLayer(activation)
        }
    }

    private static let gates: [LayerEntry] = [
        unaryEntry("PReLU", [4, 5], refuses: nil, alike) { try PReLU($0) },
        unaryEntry("PReLU of channels", [4, 3, 2], refuses: [4, 2, 3], alike) {
            try PReLU(parameterCount: 3, $0)
        },
        unaryEntry("RReLU", [4, 5], refuses: nil, [.perSample]) { _ in try RReLU() },
        unaryEntry("GLU", [4, 6], output: [4, 3], refuses: [4, 5], alike) { _ in GLU() },
        unaryEntry("GLU with SiLU", [4, 6, 2], output: [4, 3, 2], refuses: [4, 5, 2], alike) { _ in
            GLU(axis: 1, gate: .silu)
        },
        unaryEntry("Softmax", [4, 5], refuses: nil, alike) { _ in Softmax() },
        unaryEntry("LogSoftmax", [4, 5], refuses: nil, alike) { _ in LogSoftmax() },
        unaryEntry("Softmin", [4, 5, 2], refuses: [4], alike) { _ in Softmin(axis: 1) },
        unaryEntry("Softmax2d", [2, 3, 2, 2], refuses: [4, 5], alike) { _ in Softmax2d() },
    ]
}
