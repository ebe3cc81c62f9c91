// Gradients of every registered layer, to second order.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Laws of gradients")
struct GradientLawTests {
    /// The sum of the outputs with fixed weights, as a function of the input and of every parameter in table order.
    private func objective(_ entry: LayerEntry, mode: Context.Mode) throws -> (
        ScalarFunction, inputs: [Tensor]
    ) {
        let module = try entry.prepared(dtype: .float64)
        let names = Array(try module.table().parameters.keys)
        let weights = try SampleTensors.normal(entry.outputShape, dtype: .float64, seed: 21)
        let inputs =
            try [entry.sample(dtype: .float64)] + module.table().parameterTensors.map { try $0.detached() }
        let function: ScalarFunction = { values in
            let context = Context(seed: 3, mode: mode)
            let substituted = Dictionary(uniqueKeysWithValues: zip(names, values.dropFirst()))
            let output = try context.substituting(substituted, in: module) {
                try entry.apply(module, values[0], LayerEntry.graph(), context)
            }
            return try (output * weights).sum()
        }
        return (function, inputs)
    }

    @Test("the gradient is the slope", arguments: LayerRegistry.all, [Context.Mode.train, .evaluate])
    func first(_ entry: LayerEntry, _ mode: Context.Mode) throws {
        let (function, inputs) = try objective(entry, mode: mode)
        let problem = try gradientMismatch(inputs, .differences, function)
        #expect(problem == nil)
    }

    @Test("the gradient has a gradient", arguments: LayerRegistry.all, [Context.Mode.train, .evaluate])
    func second(_ entry: LayerEntry, _ mode: Context.Mode) throws {
        let (function, inputs) = try objective(entry, mode: mode)
        let problem = try secondGradientMismatch(inputs, .secondDifferences, function)
        #expect(problem == nil)
    }

    @Test("a substituted value reaches the output, for every parameter", arguments: LayerRegistry.all)
    func substitution(_ entry: LayerEntry) throws {
        let module = try entry.prepared()
        let x = try entry.sample()
        let weights = try SampleTensors.normal(entry.outputShape, seed: 21)
        for (name, slot) in try module.table().parameters {
            let own = try #require(slot.tensor)
            // Not a multiple: some layers do not see the length of a parameter.
            let noise = try SampleTensors.uniform(own.shape, seed: 33) * 0.5
            let other = try (own.detached() * 0.5 + noise).requiringGradient()
            let context = Context(seed: 3, mode: .evaluate)
            let output = try context.substituting([name: other], in: module) {
                try entry.apply(module, x, LayerEntry.graph(), context)
            }
            let loss = try (output * weights).sum()
            let slopes = try optionalGradients(of: loss, withRespectTo: [other, own], keepGraph: true)
            #expect(slopes[0] != nil, "\(name) does not see its substituted value")
            #expect(slopes[1] == nil, "\(name) is still read from the module")
            guard !entry.idleParameters.contains(name) else { continue }
            #expect(try !sameBits(output, entry.run(module, x)), "\(name) changes nothing")
        }
    }
}
