// Adam: its closed form, and what all optimisers owe their groups.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("Adam")
struct AdamTests {
    private func group(_ tensors: [Tensor], rate: Double, decay: Double = 0) -> (
        ParameterGroup, [Parameter<Tensor>]
    ) {
        let slots = tensors.map { Parameter(wrappedValue: $0) }
        var named: OrderedDictionary<String, any ModuleSlot> = [:]
        for (i, slot) in slots.enumerated() { named["p\(i)"] = slot }
        return (ParameterGroup(named, learningRate: rate, weightDecay: decay), slots)
    }

    @Test("ten steps agree with PyTorch, with and without weight decay", arguments: [0, 1])
    func oracle(_ number: Int) throws {
        let all = try #require(Fixtures.json("oracles/layers.json")["adam"]?.list)
        let oracle = all[number]
        func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
            try Tensor(#require(oracle[name]?.numbers), shape: shape)
        }
        let (parameters, slots) = try group(
            [tensor("first", [3, 2]), tensor("second", [4])], rate: #require(oracle["learning_rate"]?.number),
            decay: #require(oracle["weight_decay"]?.number))
        let optimizer = try Adam([parameters])
        let scale = try tensor("scale", [3, 2]), shift = try tensor("shift", [4])
        for step in try #require(oracle["path"]?.list) {
            let product = try slots[0].wrappedValue * scale
            let loss = try product.square().sum() / 2 + (slots[1].wrappedValue.sin() * shift).sum()
            try optimizer.step(optimizer.gradients(of: loss))
            for (slot, expected) in zip(slots, step.list ?? []) {
                #expect(try mismatch(slot.wrappedValue.doubles(), #require(expected.numbers), .double) == nil)
            }
        }
    }

    @Test("a constant gradient moves by the learning rate a step")
    func closedForm() throws {
        let (parameters, slots) = try group([Tensor([1.0, -1])], rate: 0.1)
        let optimizer = try Adam([parameters])
        let slope = try Tensor([2.0, -0.5])
        for step in 1...5 {
            try optimizer.step([slope])
            let moved = 0.1 * Double(step)
            #expect(
                try mismatch(
                    slots[0].wrappedValue.doubles(), [1 - moved, -1 + moved],
                    Tolerance(absolute: 1e-7, relative: 0))
                    == nil)
        }
    }

    @Test("a parameter without gradient keeps value and state")
    func absent() throws {
        let (parameters, slots) = try group([Tensor([1.0]), Tensor([2.0])], rate: 0.1, decay: 0.5)
        let optimizer = try Adam([parameters])
        try optimizer.step([Tensor([1.0]), nil])
        #expect(try slots[0].wrappedValue.item() != 1)
        #expect(try slots[1].wrappedValue.item() == 2)
        #expect(
            try Array(optimizer.state().keys) == [
                "p0.exp_avg", "p0.exp_avg_sq", "p0.step", "learning_rates", "weight_decays", "momenta",
            ])
    }

    @Test("a frozen parameter keeps its value")
    func frozen() throws {
        let (parameters, slots) = try group([Tensor([1.0]), Tensor([1.0])], rate: 0.1)
        slots[1].isTrainable = false
        try Adam([parameters]).step([Tensor([1.0]), Tensor([1.0])])
        #expect(try slots[0].wrappedValue.item() != 1)
        #expect(try slots[1].wrappedValue.item() == 1)
    }

    @Test("groups have their own rate and decay, and gradients are in their order")
    func groups() throws {
        let (first, a) = try group([Tensor([1.0])], rate: 0.1)
        let (_, b) = try group([Tensor([1.0])], rate: 0.01)
        let second = ParameterGroup(["q": b[0]], learningRate: 0.01)
        let optimizer = try Adam([first, second])
        try optimizer.step([Tensor([1.0]), Tensor([1.0])])
        #expect(try abs(a[0].wrappedValue.item() - 0.9) < 1e-7 && abs(b[0].wrappedValue.item() - 0.99) < 1e-7)
        let error = #expect(throws: ModuleError.self) { try optimizer.step([nil]) }
        #expect(error?.message == "Adam has 2 parameters, found 1 gradients.")
    }

    @Test("a gradient that lies differently in memory gives the same step")
    func layout() throws {
        let gradient = try Tensor([1.0, 2, 3, -4], shape: [2, 2])
        let results = try [gradient, gradient.transposed(0, 1).contiguous().transposed(0, 1)].map { slope in
            let (parameters, slots) = try group([Tensor.ones([2, 2], dtype: .float64)], rate: 0.1)
            try Adam([parameters]).step([slope])
            return slots[0].wrappedValue
        }
        #expect(try sameBits(results[0], results[1]))
    }
}
