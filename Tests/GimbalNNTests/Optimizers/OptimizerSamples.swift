// What the tests of optimisers share.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

/// Parameters outside of any module.
struct LooseParameters {
    let slots: OrderedDictionary<String, Parameter<Tensor>>

    init(_ tensors: [Tensor]) {
        slots = OrderedDictionary(
            uniqueKeysWithValues: tensors.enumerated().map {
                ("p\($0.offset)", Parameter(wrappedValue: $0.element))
            })
    }

    var tensors: [Tensor] { slots.values.map(\.wrappedValue) }

    func group(_ rate: Double, decay: Double = 0, trust: Bool = true) -> ParameterGroup {
        ParameterGroup(
            slots.mapValues { $0 as any ModuleSlot }, learningRate: rate, weightDecay: decay,
            usesTrustRatio: trust)
    }
}

/// An optimiser with settings that use everything it remembers.
struct OptimizerSample: Sendable, CustomTestStringConvertible {
    let name: String
    let config: OptimizerConfig
    var testDescription: String { name }

    static let all: [OptimizerSample] = [
        .init(name: "SGD", config: .sgd(.init(momentum: 0.9, dampening: 0.1))),
        .init(name: "SGD without momentum", config: .sgd()),
        .init(name: "Nesterov", config: .sgd(.init(momentum: 0.9, nesterov: true))),
        .init(name: "Adam", config: .adam(.init(amsgrad: true))),
        .init(name: "AdamW", config: .adamW()),
        .init(name: "NAdam", config: .nadam()),
        .init(name: "RAdam", config: .radam(.init(beta2: 0.9))),
        .init(name: "Adamax", config: .adamax()),
        .init(name: "Adagrad", config: .adagrad(.init(learningRateDecay: 0.1))),
        .init(name: "Adadelta", config: .adadelta()),
        .init(name: "RMSprop", config: .rmsprop(.init(momentum: 0.5, centered: true))),
        .init(name: "Rprop", config: .rprop()),
        .init(name: "ASGD", config: .asgd(.init(averagingStart: 2))),
        .init(name: "Lion", config: .lion()),
        .init(name: "LARS", config: .lars()),
        .init(name: "LAMB", config: .lamb()),
    ]
}
