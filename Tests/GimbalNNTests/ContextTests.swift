// Mode, streams and substituted parameters.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Context")
struct ContextTests {
    private struct Stop: Error {}

    @Test("another mode holds inside only, also when the body throws")
    func mode() {
        let context = Context(seed: 1)
        #expect(context.isTraining)
        context.with(mode: .evaluate) { #expect(!context.isTraining) }
        #expect(throws: Stop.self) { try context.with(mode: .evaluate) { throw Stop() } }
        #expect(context.mode == .train)
    }

    @Test("substituted values nest and are gone afterwards, also when the body throws")
    func substitution() throws {
        let context = Context(seed: 1)
        let layer = try Linear(1, 1, hasBias: false, context)
        let x = try Tensor.ones([1, 1])
        func value() throws -> Double { try layer(x, context).item() }
        func fill(_ number: Double) throws -> [String: Tensor] {
            ["weight": try Tensor.full([1, 1], number)]
        }
        let own = try value()
        try context.substituting(fill(2), in: layer) {
            #expect(try value() == 2)
            try context.substituting(fill(3), in: layer) { () throws in #expect(try value() == 3) }
            #expect(try value() == 2)
            #expect(throws: Stop.self) { try context.substituting(fill(4), in: layer) { throw Stop() } }
            #expect(try value() == 2)
        }
        #expect(try value() == own)
    }

    @Test("unknown names and wrong shapes are refused before anything is replaced")
    func refusals() throws {
        let context = Context(seed: 1)
        let layer = try Linear(2, 3, context)
        let name = #expect(throws: ModuleError.self) {
            try context.substituting(["wieght": Tensor.ones([3, 2])], in: layer) { Issue.record("ran") }
        }
        #expect(
            name?.message == "Linear has no parameter \"wieght\"."
                && name?.fix.contains("weight, bias") == true)
        let shape = #expect(throws: ModuleError.self) {
            try context.substituting(["weight": Tensor.ones([2, 3])], in: layer) { Issue.record("ran") }
        }
        #expect(shape?.message == "The value for \"weight\" is [2, 3], expected [3, 2].")
    }

    @Test("a stream's numbers do not depend on other streams")
    func streams() throws {
        let first = Context(seed: 5), second = Context(seed: 5)
        _ = try Tensor.randn([100], using: first.stream(.dropout))
        let a = try Tensor.randn([10], using: first.stream(.initialization))
        let b = try Tensor.randn([10], using: second.stream(.initialization))
        #expect(try sameBits(a, b))
        #expect(try !sameBits(a, Tensor.randn([10], using: second.stream(.order))))
    }

    @Test("saved streams continue, and those that were not used start anew")
    func restoring() throws {
        let context = Context(seed: 5)
        _ = try Tensor.randn([3], using: context.stream(.dropout))
        let saved = try context.streams.state()
        #expect(Array(saved.keys) == ["dropout"])
        let next = try Tensor.randn([3], using: context.stream(.dropout))
        let order = try Tensor.randn([3], using: context.stream(.order))
        let other = Context(seed: 5)
        _ = try Tensor.randn([9], using: other.stream(.order))
        try other.streams.restore(saved)
        #expect(try sameBits(next, Tensor.randn([3], using: other.stream(.dropout))))
        #expect(try sameBits(order, Tensor.randn([3], using: other.stream(.order))))
    }
}
