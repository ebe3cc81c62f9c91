// The choice of an optimiser as a value.
import GimbalTensor

/// Names an optimiser with its settings, for recipes that are saved with a run.
public enum OptimizerConfig: Sendable, Hashable, Codable {
    /// ``SGD``.
    case sgd(SGD.Config = .init())
    /// ``Adam``.
    case adam(Adam.Config = .init())
    /// ``AdamW``.
    case adamW(AdamW.Config = .init())
    /// ``NAdam``.
    case nadam(NAdam.Config = .init())
    /// ``RAdam``.
    case radam(RAdam.Config = .init())
    /// ``Adamax``.
    case adamax(Adamax.Config = .init())
    /// ``Adagrad``.
    case adagrad(Adagrad.Config = .init())
    /// ``Adadelta``.
    case adadelta(Adadelta.Config = .init())
    /// ``RMSprop``.
    case rmsprop(RMSprop.Config = .init())
    /// ``Rprop``.
    case rprop(Rprop.Config = .init())
    /// ``ASGD``.
    case asgd(ASGD.Config = .init())
    /// ``Lion``.
    case lion(Lion.Config = .init())
    /// ``LARS``.
    case lars(LARS.Config = .init())
    /// ``LAMB``.
    case lamb(LAMB.Config = .init())

    /// Makes the optimiser.
    ///
    /// - Throws: `ModuleError` for a setting out of range, or a parameter in two groups.
    public func make(_ groups: [ParameterGroup]) throws -> any Optimizer {
        switch self {
        case .sgd(let config): try SGD(groups, config)
        case .adam(let config): try Adam(groups, config)
        case .adamW(let config): try AdamW(groups, config)
        case .nadam(let config): try NAdam(groups, config)
        case .radam(let config): try RAdam(groups, config)
        case .adamax(let config): try Adamax(groups, config)
        case .adagrad(let config): try Adagrad(groups, config)
        case .adadelta(let config): try Adadelta(groups, config)
        case .rmsprop(let config): try RMSprop(groups, config)
        case .rprop(let config): try Rprop(groups, config)
        case .asgd(let config): try ASGD(groups, config)
        case .lion(let config): try Lion(groups, config)
        case .lars(let config): try LARS(groups, config)
        case .lamb(let config): try LAMB(groups, config)
        }
    }
}
