// Writing with a language model.
import GimbalTensor

extension CausalTransformer {
    /// Continues a sequence of tokens, drawing each from the model's distribution.
    ///
    /// - Parameters:
    ///   - prompt: what is continued; only the last `contextLength` tokens are seen.
    ///   - count: tokens to write.
    ///   - temperature: divides the logits; 0 always takes the likeliest token.
    ///   - topK: draws among so many likeliest tokens only.
    ///   - usesCache: whether keys and values of the past are kept; the result is the same, slower without.
    ///   - context: gives parameters and the sampling stream; the model runs in evaluation mode.
    /// - Returns: the new tokens.
    /// - Throws: `ModuleError` for an empty prompt, unknown tokens, or settings out of range.
    public func generate(
        _ prompt: [Int], count: Int, temperature: Double = 1, topK: Int? = nil, usesCache: Bool = true,
        using context: Context
    ) throws -> [Int] {
        try checkPrompt(prompt, count: count, temperature: temperature, topK: topK)
        return try withoutGradient {
            try context.with(mode: .evaluate) {
                var tokens = prompt
                let caches = usesCache ? makeCaches() : nil
                for _ in 0..<count {
                    let logits = try nextLogits(tokens, caches, context)
                    tokens.append(try draw(logits, temperature: temperature, topK: topK, context))
                }
                return Array(tokens.dropFirst(prompt.count))
            }
        }
    }

    /// Logits `[V]` after the last token.
    private func nextLogits(_ tokens: [Int], _ caches: [KeyValueCache]?, _ context: Context) throws -> Tensor
    {
        var fresh = tokens.suffix(config.contextLength)
        if let caches {
            let past = caches[0].count
            if past == config.contextLength {
                // Positions count from the window's start, so a window that moves is computed anew.
                for cache in caches { cache.clear() }
            } else {
                fresh = fresh.dropFirst(past)
            }
        }
        let logits = try self(Tensor(Array(fresh), shape: [1, fresh.count]), caches: caches, context)
        return try logits.select(-1, axis: 1).select(0, axis: 0)
    }

    private func draw(_ logits: Tensor, temperature: Double, topK: Int?, _ context: Context) throws -> Int {
        guard temperature > 0 else { return try logits.argmax().integerItem() }
        var logits = try logits / temperature
        var candidates: Tensor?
        if let topK, topK < config.vocabularyCount {
            let top = try logits.topk(topK)
            (logits, candidates) = (top.values, top.indices)
        }
        let drawn = try logits.softmax(axis: -1, dtype: .float64)
            .multinomial(sampleCount: 1, using: context.stream(.sampling))
        return try (candidates?.indexSelect(drawn, axis: 0) ?? drawn).integerItem()
    }

    private func checkPrompt(_ prompt: [Int], count: Int, temperature: Double, topK: Int?) throws {
        guard !prompt.isEmpty, prompt.allSatisfy({ (0..<config.vocabularyCount).contains($0) }) else {
            let unknown = prompt.first { !(0..<config.vocabularyCount).contains($0) }
            throw ModuleError(
                "prompt",
                "CausalTransformer.generate: "
                    + (unknown.map { "token \($0) is not in 0..<\(config.vocabularyCount)" }
                        ?? "the prompt is empty")
                    + ".",
                fix: "Begin with one known token or more.")
        }
        guard count >= 0, temperature >= 0, temperature.isFinite, (topK ?? 1) > 0 else {
            throw ModuleError(
                "sampling",
                "CausalTransformer.generate: count \(count), temperature \(temperature), topK "
                    + "\(topK.map(String.init) ?? "none").",
                fix: "Use a count and temperature from 0 and a topK from 1.")
        }
    }
}
