// What optimisers refuse, in what words.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Optimizers, errors")
struct OptimizerErrorTests {
    private func message(_ body: () throws -> Void) -> String? {
        #expect(throws: ModuleError.self, performing: body)?.message
    }

    private func parameters() throws -> LooseParameters {
        LooseParameters([try Tensor([1.0, 2]), try Tensor([3.0])])
    }

    @Test("settings out of range are named")
    func settings() throws {
        #expect(
            message { _ = try Adam([], .init(beta1: 1)) } == "Adam: beta1 is 1.0, expected 0 <= beta1 < 1.")
        #expect(
            message { _ = try SGD([], .init(nesterov: true)) }
                == "SGD: nesterov is true, expected false unless momentum is above 0 and dampening 0.")
        #expect(
            message { _ = try SGD([], .init(momentum: -1)) }
                == "SGD: momentum is -1.0, expected 0 <= momentum < 1.")
        #expect(
            message { _ = try LAMB([], .init(epsilon: -1)) }
                == "LAMB: epsilon is -1.0, expected a finite number of at least 0.")
        #expect(
            message { _ = try Rprop([], .init(increase: 1)) }
                == "Rprop: increase is 1.0, expected increase > 1.")
        #expect(
            message { _ = try Rprop([], .init(minimumStep: 3, maximumStep: 2)) }
                == "Rprop: minimumStep is 3.0, expected 0 <= minimumStep <= maximumStep.")
        #expect(
            message { _ = try Adadelta([], .init(rho: 2)) } == "Adadelta: rho is 2.0, expected 0 <= rho <= 1."
        )
        for config in [
            OptimizerConfig.adamW(.init(beta2: 1)), .nadam(.init(momentumDecay: -1)), .radam(.init(beta1: 2)),
            .adamax(.init(beta2: -1)), .adagrad(.init(epsilon: -1)), .rmsprop(.init(alpha: 2)),
            .asgd(.init(lambda: -1)), .lion(.init(beta1: 1)), .lars(.init(trustCoefficient: -1)),
            .sgd(.init(dampening: .nan)), .rprop(.init(decrease: 1)),
        ] {
            #expect(message { _ = try config.make([]) } != nil, "\(config)")
        }
    }

    @Test("learning rates that are negative or no number are refused, also later")
    func rates() throws {
        let parameters = try parameters()
        #expect(
            message { _ = try SGD([parameters.group(-1)]) }
                == "Group 0: the learning rate is -1.0, expected a finite number of at least 0.")
        let optimizer = try SGD([parameters.group(1)])
        optimizer.groups[0].weightDecay = .infinity
        #expect(
            message { try optimizer.step([nil, nil]) }
                == "Group 0: the weight decay is inf, expected a finite number of at least 0.")
    }

    @Test("a parameter belongs to one group, and names are unique")
    func groups() throws {
        let parameters = try parameters(), other = try self.parameters()
        #expect(
            message { _ = try SGD([parameters.group(1), parameters.group(2)]) }
                == "Parameter \"p0\" is in groups 0 and 1.")
        let renamed = ParameterGroup(["q": parameters.slots.values[0]], learningRate: 1)
        #expect(
            message { _ = try SGD([parameters.group(1), renamed]) }
                == "Parameter \"q\" is in groups 0 and 1, there as \"p0\".")
        #expect(
            message { _ = try SGD([parameters.group(1), other.group(2)]) }
                == "Two parameters of one optimiser are called \"p0\".")
    }

    @Test("gradients must be as many and of the same shapes; nothing is changed")
    func gradients() throws {
        let parameters = try parameters(), optimizer = try SGD([parameters.group(1)])
        #expect(message { try optimizer.step([nil]) } == "SGD has 2 parameters, found 1 gradients.")
        #expect(
            message { try optimizer.step([Tensor([1.0, 1]), Tensor([1.0, 2])]) }
                == "The gradient of \"p1\" is [2], expected [1].")
        #expect(try parameters.tensors[0].doubles() == [1, 2])
    }

    @Test("a state that does not fit is refused with the reasons")
    func states() throws {
        let parameters = try parameters(), optimizer = try Adam([parameters.group(1)])
        try optimizer.step([Tensor([1.0, 1]), nil])
        let good = try optimizer.state()
        var foreign = good
        foreign["encoder.weight.exp_avg"] = try Tensor([1.0])
        #expect(
            message { try optimizer.restore(foreign) }
                == "The state does not fit this Adam: \"encoder.weight.exp_avg\" has no place here.")
        var incomplete = good
        incomplete["p0.exp_avg_sq"] = nil
        incomplete["p0.exp_avg"] = try Tensor([1.0])
        incomplete["learning_rates"] = try Tensor([1.0, 2])
        #expect(
            message { try optimizer.restore(incomplete) }
                == "The state does not fit this Adam: \"learning_rates\" is for 2 groups, expected 1; "
                + "\"p0.exp_avg\" is [1], expected [2]; \"p0.exp_avg_sq\" is missing.")
        var crooked = good
        crooked["p0.step"] = try Tensor([1.0, 2])
        #expect(
            message { try optimizer.restore(crooked) }?.contains("\"p0.step\" is [2], expected one number")
                == true)
        #expect(
            message { try SGD([parameters.group(1)]).restore(good) }?.hasPrefix(
                "The state does not fit this SGD") == true)
        #expect(
            message { try NAdam([parameters.group(1)]).restore(good) }?.contains(
                "\"p0.mu_product\" is missing") == true)
        try optimizer.restore(good)
    }
}
